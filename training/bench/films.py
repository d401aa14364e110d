"""Videos and series for the bench, made on the spot: moving noise, so that a codec has its usual work with them."""

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

RATE = 30


def make_film(path: Path, *, seconds: int, gop: int, repeats: int = 1, width: int = 1920, height: int = 1080) -> None:
    """A video of `seconds`, which follow each other `repeats` times: the packets are copied, not coded again."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=RATE, options={"preset": "ultrafast", "crf": "26", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = width, height, "yuv420p", gop
        stream.codec_context.time_base = Fraction(1, RATE)
        packets = []
        for number in range(seconds * RATE):
            packets += stream.encode(_picture(number, width, height))
        packets += stream.encode(None)
        kept = [(bytes(packet), packet.pts or 0, packet.dts or 0, packet.is_keyframe) for packet in packets]
        for repeat in range(repeats):
            for content, pts, dts, is_key in kept:
                packet = av.Packet(content)
                packet.stream, packet.time_base = stream, Fraction(1, RATE)
                packet.pts, packet.dts = pts + repeat * seconds * RATE, dts + repeat * seconds * RATE
                packet.is_keyframe = is_key
                out.mux(packet)


#: In blocks of eight: noise of single pixels is nothing that a camera sees, and fills a disk.
_NOISE = np.kron(np.random.default_rng(4).integers(60, 200, (150, 275), np.uint8), np.ones((8, 8), np.uint8))


def _picture(number: int, width: int, height: int) -> av.VideoFrame:
    shift = number * 3 % 200
    luma = _NOISE[number % 100 : number % 100 + height, shift : shift + width]
    grey = np.full((height // 2, width), 128, np.uint8)
    frame = av.VideoFrame.from_ndarray(np.vstack([luma, grey]), format="yuv420p")
    frame.pts, frame.time_base = number, Fraction(1, RATE)
    return frame


def make_series(n_slices: int, *, side: int = 512) -> list[bytes]:
    """The files of a CT series."""
    series, random = generate_uid(), np.random.default_rng(4)
    return [_slice(series, number, side, random) for number in range(n_slices)]


def _slice(series: str, number: int, side: int, random: np.random.Generator) -> bytes:
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID = CTImageStorage
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID = generate_uid()
    made.SeriesInstanceUID, made.StudyInstanceUID, made.Modality = series, series, "CT"
    made.Rows = made.Columns = side
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.BitsAllocated = made.BitsStored = 16
    made.HighBit, made.PixelRepresentation = 15, 1
    made.RescaleSlope, made.RescaleIntercept, made.WindowCenter, made.WindowWidth = 1, -1024, 40, 400
    made.InstanceNumber = number + 1
    made.ImagePositionPatient, made.ImageOrientationPatient = [0, 0, number], [1, 0, 0, 0, 1, 0]
    made.PixelData = random.normal(1000, 60, (side, side)).astype("<i2").tobytes()
    buffer = io.BytesIO()
    made.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()

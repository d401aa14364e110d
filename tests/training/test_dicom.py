"""DICOM: samples, order, windows, colour and refusals, on files that pydicom carries and on series made of them."""

import gzip
import io
from pathlib import Path

import numpy as np
import pydicom
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image
from pydicom.data import get_testdata_file
from pydicom.uid import generate_uid

from tests.factories import DatasetFactory
from training.modalities import modality_of
from training.models import DataFile, DataUnit
from training.selectors.datasets import editor_media
from training.services.media import add_files
from training.views.media import serve_frame

pytestmark = pytest.mark.django_db

NAMES = ("PatientName", "PatientID", "PatientBirthDate", "InstitutionName", "ReferringPhysicianName", "StudyDate")


def bundled(name: str) -> Path:
    return Path(str(get_testdata_file(name, download=False)))


def add(*files):
    dataset = DatasetFactory()
    return add_files(actor=dataset.created_by, dataset=dataset, files=files)


def add_bundled(name: str):
    (outcome,) = add(SimpleUploadedFile(name, bundled(name).read_bytes()))
    return outcome


def sent(unit: DataUnit, index: int) -> bytes:
    response = serve_frame(RequestFactory().get("/"), unit, index)
    assert response.status_code == 200
    return b"".join(response)


def samples(unit: DataUnit, index: int, *, signed: bool) -> np.ndarray:
    values = np.frombuffer(gzip.decompress(sent(unit, index)), "<i2" if signed else "<u2")
    return values.reshape(unit.height, unit.width)


def media(unit: DataUnit) -> dict:
    return editor_media(data_unit=unit, frame_url=lambda index: f"/frames/{index}")


def slice_file(name: str, z: float | None, number: int, series: str, value: int = 0, **tags) -> SimpleUploadedFile:
    """A CT slice at a height, all of one value."""
    made = pydicom.dcmread(bundled("CT_small.dcm"))
    made.SeriesInstanceUID = series
    made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    made.InstanceNumber = number
    if z is None:
        del made.ImagePositionPatient
    else:
        made.ImagePositionPatient = [0, 0, z]
    for tag, given in tags.items():
        setattr(made, tag, given)
    made.PixelData = np.full((made.Rows, made.Columns), value, np.int16).tobytes()
    buffer = io.BytesIO()
    made.save_as(buffer)
    return SimpleUploadedFile(name, buffer.getvalue())


@pytest.mark.parametrize(
    ("name", "signed"),
    [
        ("CT_small.dcm", True),
        ("MR_small.dcm", True),
        ("MR_small_RLE.dcm", True),
        ("MR_small_jp2klossless.dcm", True),
        ("MR_small_jpeg_ls_lossless.dcm", True),
        ("MR_small_bigendian.dcm", True),
        ("JPEGLSNearLossless_16.dcm", False),
        ("JPEG2000.dcm", True),
        ("693_J2KI.dcm", True),
    ],
)
def test_browsers_get_the_samples_that_pydicom_decodes(name, signed):
    outcome = add_bundled(name)
    unit = outcome.data_unit
    expected = pydicom.dcmread(bundled(name)).pixel_array
    expected = expected if expected.ndim == 3 else expected[None]

    found = [samples(unit, index, signed=signed) for index in range(unit.n_frames)]

    assert np.array_equal(np.stack(found), expected)
    assert media(unit)["samples"]["signed"] == [signed]
    assert (unit.modality, media(unit)["viewer"]) == ("dicom", "dicom")


def test_the_viewer_is_told_rescale_window_and_range():
    unit = add_bundled("CT_small.dcm").data_unit

    assert media(unit)["samples"] == {
        "modality": "CT",
        "unit": "HU",
        "is_inverted": False,
        "function": "LINEAR",
        "range": [-896.0, 1167.0],
        "signed": [True],
        "slopes": [1.0],
        "intercepts": [-1024.0],
        "windows": [[]],
    }


def test_every_window_of_the_file_is_offered():
    files = [
        slice_file("1.dcm", 0, 1, "1.2.3", WindowCenter=["40", "450"], WindowWidth=["350", "1500"]),
        slice_file("2.dcm", 1, 2, "1.2.3", WindowCenter="50", WindowWidth="400"),
    ]

    unit = add(*files)[0].data_unit

    assert media(unit)["samples"]["windows"] == [[[40.0, 350.0], [450.0, 1500.0]], [[50.0, 400.0]]]


@pytest.mark.parametrize(("photometric", "inverted"), [("MONOCHROME1", True), ("MONOCHROME2", False)])
def test_monochrome1_is_inverted(photometric, inverted):
    unit = add(slice_file("a.dcm", 0, 1, "1.2.3", PhotometricInterpretation=photometric))[0].data_unit

    assert media(unit)["samples"]["is_inverted"] is inverted


def test_a_series_lies_in_the_order_of_positions_not_of_names():
    heights = [30.0, -10.0, 20.5, 0.0]
    files = [slice_file(f"{number}.dcm", z, number, "1.2.3", int(z)) for number, z in enumerate(heights, start=1)]

    outcomes = add(*files)

    unit = DataUnit.objects.get()
    assert {outcome.data_unit for outcome in outcomes} == {unit}
    assert [frame.position_mm for frame in modality_of(unit).frames(unit)] == sorted(heights)
    assert [int(samples(unit, index, signed=True)[0, 0]) for index in range(4)] == [-10, 0, 20, 30]
    assert unit.files.filter(kind=DataFile.Kind.SOURCE).count() == 4


def test_a_tilted_series_is_ordered_along_its_own_normal():
    orientation = [0, 1, 0, 0, 0, -1]  # sagittal: the normal is -x
    files = [
        slice_file(f"{x}.dcm", 0, 1, "1.2.3", x, ImageOrientationPatient=orientation, ImagePositionPatient=[x, 7, 7])
        for x in (1, 3, 2)
    ]

    unit = add(*files)[0].data_unit

    assert [int(samples(unit, index, signed=True)[0, 0]) for index in range(3)] == [3, 2, 1]


def test_a_series_without_positions_is_ordered_by_instance_number():
    files = [slice_file(f"{name}.dcm", None, number, "1.2.3", number) for name, number in [("a", 10), ("b", 9)]]

    unit = add(*files)[0].data_unit

    assert [int(samples(unit, index, signed=True)[0, 0]) for index in range(2)] == [9, 10]


def test_series_are_told_apart_and_orientations_too():
    flat, upright = [1, 0, 0, 0, 1, 0], [1, 0, 0, 0, 0, -1]
    add(
        slice_file("1.dcm", 0, 1, "1.2.3", ImageOrientationPatient=flat),
        slice_file("2.dcm", 1, 2, "1.2.3", ImageOrientationPatient=flat),
        slice_file("3.dcm", 2, 3, "1.2.3", ImageOrientationPatient=upright),
        slice_file("4.dcm", 3, 1, "1.2.4", ImageOrientationPatient=flat),
    )

    assert sorted(DataUnit.objects.values_list("n_frames", flat=True)) == [1, 1, 2]


def damaged(file: SimpleUploadedFile) -> SimpleUploadedFile:
    return SimpleUploadedFile(file.name, file.read()[:-500])


def test_a_damaged_slice_gets_its_sentence_and_the_others_are_a_series_without_it():
    files = [slice_file(f"{z}.dcm", z, z, "1.2.3", z) for z in range(4)]
    files[2] = damaged(files[2])

    first, second, third, fourth = add(*files)

    unit = DataUnit.objects.get()
    assert (third.state, third.data_unit) == ("refused", None)
    assert "damaged or cut short" in third.message
    assert {first.data_unit, second.data_unit, fourth.data_unit} == {unit}
    assert "It is one of 3 slices of a series." in first.message
    assert "The series was added without a slice that can't be used." in first.message
    assert [int(samples(unit, index, signed=True)[0, 0]) for index in range(3)] == [0, 1, 3]


def test_a_series_of_damaged_slices_alone_is_refused():
    outcomes = add(*[damaged(slice_file(f"{z}.dcm", z, z, "1.2.3")) for z in range(2)])

    assert [outcome.state for outcome in outcomes] == ["refused", "refused"]
    assert all("damaged or cut short" in outcome.message for outcome in outcomes)
    assert not DataUnit.objects.exists()


def test_a_series_is_known_again_with_its_damaged_slice_without_it_and_in_another_order():
    dataset = DatasetFactory()
    files = [slice_file(f"{z}.dcm", z, z, "1.2.3", z) for z in range(3)]
    files[1] = damaged(files[1])

    def states(*uploads):
        for upload in uploads:
            upload.seek(0)
        return [outcome.state for outcome in add_files(actor=dataset.created_by, dataset=dataset, files=uploads)]

    assert states(*files) == ["added", "refused", "added"]
    assert states(*files) == ["duplicate", "refused", "duplicate"]
    assert states(files[2], files[0]) == ["duplicate", "duplicate"]
    assert DataUnit.objects.count() == 1


def test_lossy_jpeg_of_twelve_bits_is_read():
    unit = add_bundled("JPGExtended.dcm").data_unit

    found = samples(unit, 0, signed=False)

    assert found.shape == (1024, 256)
    assert (found.min(), found.max()) == (0, 264)
    assert not (found & 0xF000).any()


@pytest.mark.parametrize("name", ["SC_rgb_rle_2frame.dcm", "SC_rgb_rle_16bit_2frame.dcm", "ExplVR_BigEnd.dcm"])
def test_colour_comes_as_pictures(name):
    unit = add_bundled(name).data_unit
    expected = pydicom.dcmread(bundled(name)).pixel_array
    expected = (expected >> 8 * (expected.itemsize - 1)).astype(np.uint8)

    with Image.open(io.BytesIO(sent(unit, 0))) as picture:
        found = np.asarray(picture)

    assert np.array_equal(found, expected[0] if expected.ndim == 4 else expected)
    assert media(unit)["viewer"] == "stills"


def test_samples_of_more_than_sixteen_bits_are_brought_into_sixteen():
    unit = add_bundled("rtdose.dcm").data_unit
    expected = pydicom.dcmread(bundled("rtdose.dcm")).pixel_array
    facts = media(unit)["samples"]

    values = samples(unit, 3, signed=False) * facts["slopes"][0] + facts["intercepts"][0]

    assert np.abs(values - expected[3]).max() <= facts["slopes"][0]


# What names a patient


def stored_source(unit: DataUnit) -> pydicom.Dataset:
    with unit.files.get(kind=DataFile.Kind.SOURCE).file.open("rb") as file:
        return pydicom.dcmread(io.BytesIO(file.read()))


def test_what_names_the_patient_is_removed():
    named = {
        "PatientName": "Doe^Jane",
        "PatientID": "77-1",
        "InstitutionName": "St. Elsewhere",
        "StudyDate": "20200102",
    }
    file = slice_file("DOE_JANE.dcm", 0, 1, "1.2.3", **named)
    content = file.read()
    file.seek(0)

    (outcome,) = add(file)

    kept = stored_source(outcome.data_unit)
    assert b"Doe^Jane" in content
    assert not [name for name in NAMES if name in kept]
    assert not [element for element in kept if element.tag.is_private]
    assert kept.SeriesInstanceUID.startswith("2.25.")
    assert np.array_equal(kept.pixel_array, pydicom.dcmread(io.BytesIO(content)).pixel_array)
    assert kept.RescaleIntercept == -1024
    for stored in outcome.data_unit.files.all():
        with stored.file.open("rb") as opened:
            assert not any(word in opened.read() for word in (b"Doe", b"77-1", b"Elsewhere"))
    assert "DOE" not in outcome.data_unit.title
    assert "What names the patient was removed." in outcome.message


def test_names_are_kept_where_the_setting_says_so(settings):
    settings.DICOM_KEEP_IDENTITY = True

    (outcome,) = add(slice_file("DOE_JANE.dcm", 0, 1, "1.2.3", PatientName="Doe^Jane"))

    assert stored_source(outcome.data_unit).PatientName == "Doe^Jane"
    assert outcome.data_unit.title == "DOE_JANE.dcm"
    assert "Doe" not in str(media(outcome.data_unit))


def test_a_picture_that_carries_text_is_pointed_out():
    (outcome,) = add(slice_file("a.dcm", 0, 1, "1.2.3", BurnedInAnnotation="YES"))

    assert "check that it names no one" in outcome.message


# What is refused


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("rtplan.dcm", "The DICOM file holds no picture."),
        ("reportsi.dcm", "The DICOM file holds no picture."),
        ("DICOMDIR", "The file is a DICOMDIR, the index of a folder; it holds no picture."),
        ("image_dfl.dcm", "The DICOM file is coded in a way that can't be read (Deflated Explicit VR Little Endian)."),
        ("meta_missing_tsyntax.dcm", "The DICOM file is coded in a way that can't be read (?)."),
        ("MR_truncated.dcm", "The DICOM file is damaged or cut short, or coded in a way that can't be read."),
        ("badVR.dcm", "The DICOM file is damaged or cut short, or coded in a way that can't be read."),
        ("no_meta.dcm", "The file is no picture, video or DICOM file in a format that can be read."),
    ],
)
def test_what_holds_no_picture_is_refused_with_a_sentence(name, sentence):
    outcome = add_bundled(name)

    assert (outcome.state, outcome.message) == ("refused", sentence)
    assert not DataUnit.objects.exists()


def bloated() -> SimpleUploadedFile:
    """A file whose first element claims four gigabytes."""
    content = bundled("CT_small.dcm").read_bytes()
    begin = 128 + 4 + 12 + int.from_bytes(content[140:144], "little")
    element = b"\x08\x00\x01\x00OB\x00\x00" + (0xFFFFFFF0).to_bytes(4, "little")
    return SimpleUploadedFile("bloated.dcm", content[:begin] + element + content[begin:])


def test_a_file_that_can_not_even_be_looked_at_stops_no_other():
    refused, added = add(bloated(), slice_file("1.dcm", 0, 1, "1.2.3"))

    assert (refused.state, added.state) == ("refused", "added")
    assert refused.message == "The file needs more memory than a decoder may use."


def test_what_a_file_says_of_itself_is_told_without_invisible_characters():
    content = slice_file("a.dcm", 0, 1, "1.2.3").read()
    modality = content.replace(b"\x60\x00CS\x02\x00CT", b"\x60\x00CS\x02\x00\x00T")
    syntax = bundled("CT_small.dcm").read_bytes().replace(b"1.2.840.10008.1.2.1", b"1.2.840\x0010008\x1b1.2.1")
    assert modality != content

    named, refused = add(SimpleUploadedFile("a.dcm", modality), SimpleUploadedFile("b.dcm", syntax))

    assert media(named.data_unit)["samples"]["modality"] == "T"
    assert refused.message.isprintable()
    assert "1.2.840100081.2.1" in refused.message


def test_values_beyond_all_numbers_are_refused():
    (outcome,) = add(slice_file("a.dcm", 0, 1, "1.2.3", 30_000, RescaleSlope="1e308"))

    assert "damaged" in outcome.message


def test_the_claimed_size_counts_before_decoding(settings):
    settings.UPLOAD_MAX_PIXELS = 1000

    assert "million pixels" in add_bundled("CT_small.dcm").message

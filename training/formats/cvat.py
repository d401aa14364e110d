"""CVAT XML 1.1: for images all pictures in one file, for video a file of tracks for each film."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from django.utils.translation import gettext as _

from training.formats.base import Carries, ExportFile, ImportPlan, LabelFormat, LabelledUnit, Problems
from training.formats.support.archive import ArchiveError, Upload
from training.formats.support.cvat_read import CvatReader
from training.formats.support.cvat_shapes import SHAPES
from training.formats.support.cvat_write import HEAD, TAIL, write_image, write_meta, write_tracks
from training.formats.support.targets import Classes, Pictures
from training.formats.support.xml import XmlError
from training.models import DataUnit, OntologyClass

_IN_MEMORY = 8 * 1024 * 1024
_CHUNK = 1 << 18


def parse(file: IO[bytes], classes: Iterable[OntologyClass], units: Iterable[DataUnit]) -> ImportPlan:
    """Read an XML file, or a ZIP of them; images and tracks may come mixed."""
    problems = Problems()
    upload = Upload(file, problems)
    reader = CvatReader(Pictures(units), Classes(classes), problems)
    paths = upload.ending([".xml"])
    if not paths and not problems.count:
        problems.add(_("the file"), "", _("The archive holds no annotations, a file .xml."))
    for path in paths:
        try:
            reader.read(upload.open(path), path)
        except XmlError as error:
            problems.add(_("%(file)s, line %(line)d") % {"file": path, "line": error.line}, "", error.message)
        except ArchiveError as error:
            problems.add(error.where, "", error.message)
    return problems.plan(reader.drafts.documents)


def write(units: Iterable[LabelledUnit], classes: Sequence[OntologyClass], title: str) -> Iterator[ExportFile]:
    """The films one by one; the pictures wait, on the disk where they are many, for the file that holds them all."""
    by_hash = {item.feature_hash: item for item in classes}
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as images:
        n_images = 0
        for labelled in units:
            if len(labelled.sizes) > 1:
                yield f"{labelled.name}.xml", _film(labelled, classes)
            else:
                images.write(write_image(n_images, labelled, by_hash).encode())
                n_images += 1
        if n_images:
            images.seek(0)
            yield "images.xml", _images(images, HEAD + write_meta(title, "annotation", n_images, classes))


def _film(labelled: LabelledUnit, classes: Sequence[OntologyClass]) -> Iterator[bytes]:
    by_hash = {item.feature_hash: item for item in classes}
    title = labelled.name
    yield (HEAD + write_meta(title, "interpolation", len(labelled.sizes), classes, source=title)).encode()
    for track in write_tracks(labelled, by_hash):
        yield track.encode()
    yield TAIL.encode()


def _images(images: IO[bytes], head: str) -> Iterator[bytes]:
    yield head.encode()
    while piece := images.read(_CHUNK):
        yield piece
    yield TAIL.encode()


_PICTURES = Carries(shapes=SHAPES, attributes=True, classifications=True, control_characters=False)
_FILMS = Carries(shapes=SHAPES, attributes=True, dynamic=True, tracks=True, interpolated=True, control_characters=False)

FORMAT = LabelFormat(
    name="cvat",
    title="CVAT XML 1.1",
    suffixes=(".xml", ".zip"),
    carries=_PICTURES,
    carries_of_frames=_FILMS,
    parse=parse,
    write=write,
    is_archive=True,
)

"""What can be wrong with labels or settings that reach the scorer; every message is a sentence a person may read.

Messages are English. An error keeps its `template` and its `facts` besides, so that whoever speaks another language can
say the same.
"""

from __future__ import annotations


class GeometryError(ValueError):
    """A geometry that cannot be scored; `field` is the key of the geometry that is wrong.

    >>> str(GeometryError("box_xywh", "width and height must be above zero"))
    'box_xywh: width and height must be above zero'
    """

    def __init__(self, field: str, template: str, **facts: object) -> None:
        self.field, self.template, self.facts = field, template, facts
        self.message = template % facts if facts else template
        super().__init__(f"{field}: {self.message}")


class LabelError(ValueError):
    """A label that cannot be scored; names the label by its id and the field that is wrong.

    >>> str(LabelError("aB3+x9Zk", "frame", "the data unit has 1 frame, not a frame 7"))
    'label aB3+x9Zk, frame: the data unit has 1 frame, not a frame 7'
    """

    def __init__(self, label_id: str, field: str, message: str) -> None:
        super().__init__(f"label {label_id}, {field}: {message}")
        self.label_id = label_id
        self.field = field
        self.message = message


class SettingsError(ValueError):
    """Settings of a benchmark function that make no sense; the message names the class.

    >>> str(SettingsError("%(name)s: does not count", name="Apple"))
    'Apple: does not count'
    """

    def __init__(self, template: str, **facts: object) -> None:
        self.template, self.facts = template, facts
        super().__init__(template % facts if facts else template)

"""The answer of a decoder to a file that can't be used."""


class RefusalError(Exception):
    """A file is not taken; `code` is a key of `training.decoding.sentences`, `facts` fill the sentence."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

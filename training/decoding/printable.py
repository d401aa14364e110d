"""Words from files of strangers, fit for a screen and for a database."""


def printable(value: object, length: int) -> str:
    """The value as text without invisible characters, cut to a length; no database takes the character of number 0."""
    return "".join(character for character in str(value) if character.isprintable())[:length]

"""The people of the demo: who they are, how well they label, and how far they have come."""

from dataclasses import dataclass

#: Stands in the printed sign-ins, for everyone who reads them: hence a demo for this machine alone.
PASSWORD = "touchstone-demo"  # noqa: S105 (no secret)


@dataclass(frozen=True, kw_only=True)
class Skill:
    """How someone labels. Shares are of the things in a picture."""

    #: How far each side of a box is off, as a share of the box's width or height (standard deviation).
    jitter: float
    #: By how much boxes are too large on each side; negative: too small.
    slack: float = 0.0
    missed: float = 0.0
    confused: float = 0.0
    #: Things labelled that are none, in a picture.
    invented: float = 0.0
    #: Pictures whose light is judged wrongly.
    wrong_light: float = 0.0
    #: How much better the last picture goes than the first.
    learning: float = 0.2


@dataclass(frozen=True)
class Person:
    """Someone with an account."""

    name: str
    email: str


@dataclass(frozen=True)
class Trainee(Person):
    """Someone in training; `group` is empty where they were added singly, `done` is the share of tasks submitted."""

    skill: Skill
    done: float = 1.0
    group: str = ""
    is_in_progress: bool = False


ADMIN = Person("Ada Lindqvist", "admin@demo.example")
MANAGER = Person("Tomás Herrera", "manager@demo.example")
LABELLER = Person("Ilse Brandt", "ilse.brandt@demo.example")

INTAKE, EVENING = "Spring intake", "Evening shift"

TRAINEES = (
    Trainee("Noor Haddad", "noor.haddad@demo.example", Skill(jitter=0.012), group=INTAKE),
    Trainee("Jonas Weber", "jonas.weber@demo.example", Skill(jitter=0.02, missed=0.01), group=INTAKE),
    Trainee(
        "Amara Okafor",
        "amara.okafor@demo.example",
        Skill(jitter=0.022, missed=0.02, confused=0.02),
        done=0.92,
        group=EVENING,
        is_in_progress=True,
    ),
    Trainee(
        "Mei Tanaka",
        "annotator@demo.example",
        Skill(jitter=0.03, missed=0.03, confused=0.04, learning=0.6),
        done=0.5,
        group=INTAKE,
        is_in_progress=True,
    ),
    Trainee(
        "Luca Moretti",
        "luca.moretti@demo.example",
        Skill(jitter=0.03, slack=0.035, missed=0.02, confused=0.03),
        group=EVENING,
    ),
    Trainee(
        "Sofia Petrova",
        "sofia.petrova@demo.example",
        Skill(jitter=0.035, missed=0.07, confused=0.05, invented=0.1),
        done=0.84,
        group=INTAKE,
    ),
    Trainee(
        "Kwame Mensah",
        "kwame.mensah@demo.example",
        Skill(jitter=0.04, slack=-0.04, missed=0.06, confused=0.09, wrong_light=0.05),
        group=EVENING,
    ),
    Trainee(
        "Elif Yıldız",
        "elif.yildiz@demo.example",
        Skill(jitter=0.05, missed=0.08, confused=0.14, invented=0.2, wrong_light=0.1, learning=0.7),
        done=0.75,
        group=INTAKE,
    ),
    Trainee(
        "Oscar Nyström",
        "oscar.nystrom@demo.example",
        Skill(jitter=0.05, slack=0.09, missed=0.12, confused=0.12, invented=0.3),
        done=0.92,
        group=EVENING,
    ),
    Trainee(
        "Priya Raman",
        "priya.raman@demo.example",
        Skill(jitter=0.07, slack=0.05, missed=0.2, confused=0.18, invented=0.3, wrong_light=0.2),
        done=0.67,
    ),
    Trainee(
        "Bruno Carvalho",
        "bruno.carvalho@demo.example",
        Skill(jitter=0.1, slack=0.06, missed=0.25, confused=0.28, invented=0.7, wrong_light=0.25),
        done=0.84,
        group=INTAKE,
    ),
    Trainee(
        "Hanna Kowalska",
        "hanna.kowalska@demo.example",
        Skill(jitter=0.13, slack=0.09, missed=0.34, confused=0.36, invented=1.0, wrong_light=0.4, learning=0.0),
        done=0.34,
        is_in_progress=True,
    ),
)
#: Whose sign-in is printed: someone with tasks submitted, in progress and not started.
ANNOTATOR = next(trainee for trainee in TRAINEES if trainee.email == "annotator@demo.example")

SIGN_INS = (("Admin", ADMIN), ("Team manager", MANAGER), ("Annotator", ANNOTATOR))

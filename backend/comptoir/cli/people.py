"""Invented customers, one for each household of the data set; their addresses lie in a domain that never exists."""

from unicodedata import normalize

import msgspec

FRENCH = (
    "Adèle Agathe Amélie Antoine Arnaud Baptiste Béatrice Camille Cécile Chloé Clément Delphine Élodie Émile Étienne "
    "Fabien Florence Gaëlle Guillaume Hélène Hugo Inès Jérôme Juliette Laure Léa Louis Lucas Manon Margaux Mathieu "
    "Nathalie Noé Océane Olivier Pauline Quentin Rémi Sabine Théo",
    "Aubert Barbier Bertrand Blanchard Bonnet Boyer Brunet Caron Chevalier Colin Dupont Durand Faure Fournier Garnier "
    "Gauthier Girard Guérin Lacroix Lambert Laurent Leclerc Lefèvre Legrand Lemaire Marchand Mercier Meunier Moreau "
    "Morin Noël Perrin Picard Renard Rousseau Roussel Simon Vasseur Vidal",
)
ENGLISH = (
    "Abigail Alfie Alice Amelia Arthur Charlotte Daisy Edward Eleanor Ella Emily Ethan Florence Freddie George Grace "
    "Harriet Harry Henry Imogen Isla Jack James Jessica Leo Lily Lucy Martha Megan Molly Noah Oliver Oscar Phoebe "
    "Poppy Rosie Sophie Thomas William Zoe",
    "Adams Bailey Barnes Bennett Brooks Carter Chapman Clarke Collins Cooper Davies Dixon Edwards Ellis Evans Fisher "
    "Foster Green Griffiths Harris Hughes Jackson Kelly Knight Lewis Marshall Mason Mills Morgan Palmer Parker "
    "Phillips Powell Reynolds Rogers Russell Shaw Turner Webb Wright",
)


class Person(msgspec.Struct, frozen=True):
    """A customer as the orders API takes one."""

    name: str
    email: str
    phone: str
    locale: str


def person(household: int) -> Person:
    """The customer of a household: always the same one. Half of them speak French, half English."""
    locale, names = ("fr", FRENCH) if household % 2 else ("en", ENGLISH)
    first_names, last_names = (part.split() for part in names)
    first = first_names[household // 2 % len(first_names)]
    last = last_names[household // 2 // len(first_names) % len(last_names)]
    return Person(
        name=f"{first} {last}",
        email=f"{_ascii(first)}.{_ascii(last)}.{household}@{locale}.example",  # RFC 2606 keeps .example free
        phone=f"+336399{80000 + household % 10000}",  # 06 39 98 is kept free for fiction
        locale=locale,
    )


def _ascii(name: str) -> str:
    return normalize("NFD", name.lower()).encode("ascii", "ignore").decode()

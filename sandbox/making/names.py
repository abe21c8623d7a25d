"""Names that look like people and can be nobody: first names with stones and plants."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from random import Random

from sandbox.making.chance import happens


FIRST_NAMES = """
Ada Amal Anouk Arjun Astrid Bao Beatriz Ben Bilal Björn Camille Chidi Chloë Dario Delphine
Diego Ebele Elif Emeka Esther Farah Felix Fumiko Gael Grace Gudrun Hana Hassan Hélène Hugo
Ines Ingrid Isaac Ivo Jada Jakub Joaquín Joy Kaveh Keiko Kofi Lars Leila Li Lucía Luka
Maëlle Malik Marta Mei Mikkel Nadia Ngozi Niels Noor Odile Omar Oriol Paloma Pavel Priya
Quinn Rania Renée Rosa Rune Sadia Sanjay Saoirse Selma Siddharth Sofía Suresh Tadeo Tala
Tariq Thandi Tomás Umar Uma Valentín Vera Wen Wiebke Xavier Ximena Yara Yusuf Zainab Zoë
""".split()  # noqa: SIM905 - a list of 100 quoted names is unreadable

FAMILY_NAMES = """
Acanthus Amaranth Andesite Aragonite Azalea Azurite Barytes Basalt Begonia Bergamot Beryl
Bluebell Borage Bracken Calcite Camellia Campion Celandine Chalcedony Chicory Cinnabar
Citrine Clematis Columbine Coriander Cornflower Corundum Crocus Cyclamen Daffodil Dahlia
Diorite Dolomite Edelweiss Elderberry Epidote Feldspar Fluorite Foxglove Freesia Fuchsia
Gabbro Galena Gardenia Garnet Gentian Geranium Gladiolus Gneiss Goldenrod Gypsum Halite
Hawthorn Hellebore Hematite Hibiscus Hollyhock Honeysuckle Hornblende Hyacinth Hydrangea
Ilmenite Jadeite Jasmine Juniper Kyanite Larkspur Lavender Lazurite Lilac Lobelia Lupin
Magnetite Magnolia Malachite Marcasite Marigold Marjoram Mimosa Moonstone Mulberry
Nasturtium Nephrite Obsidian Oleander Olivine Orthoclase Peony Peridot Periwinkle Petunia
Porphyry Primrose Pumice Pyrite Quartzite Realgar Rhyolite Rutile Saffron Sandstone Sapphire
Schist Selenite Siderite Snapdragon Snowdrop Sodalite Sorrel Speedwell Sycamore Tamarind
Tanzanite Thistle Topaz Tourmaline Travertine Trillium Turquoise Ulexite Valerian Verbena
Vivianite Wisteria Wolframite Xenotime Yarrow Zeolite Zinnia Zircon
""".split()  # noqa: SIM905 - a list of 100 quoted names is unreadable

DECORATED_SHARE = 0.06
"""Family names that carry an apostrophe, a particle or a hyphen."""


def people_names(rng: Random) -> Iterator[tuple[str, str]]:
    """Yield first and family names, no pair twice; more than 11,000 before it ends."""
    pairs = [(first, family) for first in FIRST_NAMES for family in FAMILY_NAMES]
    rng.shuffle(pairs)
    for first, family in pairs:
        decorated = happens(rng, DECORATED_SHARE)
        yield first, _decorated(family, rng) if decorated else family


def _decorated(family: str, rng: Random) -> str:
    shape = rng.choice(("O'{}", "D'{}", "de la {}", "{}-Núñez", "von {}", "{}-Ågård"))
    return shape.format(family)


def mailbox(first: str, family: str) -> str:
    """Return the address of a name, in plain letters: `zoe.onunez@example.edu`."""
    return f"{_plain(first)}.{_plain(family)}@example.edu"


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())

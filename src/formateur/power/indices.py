"""The table of indices: one row each, and the names they go by."""

from __future__ import annotations

from formateur.errors import FormateurError, UnknownIdError, did_you_mean
from formateur.registry import Registry, Row

__all__ = ["ALIASES", "POWER_INDICES", "index_id"]

_SWINGS = "formateur.power.swings"
_ORDER = "formateur.power.orderings"
_UNIONS = "formateur.power.unions"
_RESTRICTED = "formateur.power.restricted"
_TERNARY = "formateur.power.abstention"
_SOLVED = "formateur.power.optimise"

ALIASES = {
    "banzhaf_normalized": "banzhaf",
    "banzhaf_normalised": "banzhaf",
    "penrose": "banzhaf_absolute",
    "decisiveness": "banzhaf_absolute",
    "satisfaction": "rae",
    "shapley": "shapley_shubik",
    "holler": "public_good",
    "holler_pgi": "public_good",
    "inclusiveness": "konig_brauninger",
}

POWER_INDICES = Registry(
    "index",
    "formateur.power",
    (
        Row(
            "banzhaf",
            f"{_SWINGS}:banzhaf",
            "Banzhaf, normalised",
            ("banzhaf_1965", "dubey_shapley_1979"),
        ),
        Row(
            "banzhaf_absolute",
            f"{_SWINGS}:banzhaf_absolute",
            "Banzhaf, absolute (Penrose; decisiveness)",
            ("penrose_1946", "banzhaf_1965", "dubey_shapley_1979"),
        ),
        Row("swings", f"{_SWINGS}:swings", "Raw swings", ("banzhaf_1965",)),
        Row(
            "shapley_shubik",
            f"{_ORDER}:shapley_shubik",
            "Shapley-Shubik",
            ("shapley_shubik_1954", "owen_1972", "trefethen_2013"),
        ),
        Row(
            "coleman_collectivity",
            f"{_SWINGS}:coleman_collectivity",
            "Coleman: power of the collectivity to act",
            ("coleman_1971",),
        ),
        Row(
            "coleman_preventive",
            f"{_SWINGS}:coleman_preventive",
            "Coleman: power to prevent",
            ("coleman_1971",),
        ),
        Row(
            "coleman_initiative",
            f"{_SWINGS}:coleman_initiative",
            "Coleman: power to initiate",
            ("coleman_1971",),
        ),
        Row(
            "rae",
            f"{_SWINGS}:rae",
            "Rae (satisfaction)",
            ("rae_1969", "dubey_shapley_1979"),
        ),
        Row("nevison", f"{_SWINGS}:nevison", "Nevison", ("nevison_1979",)),
        Row(
            "konig_brauninger",
            f"{_SWINGS}:konig_brauninger",
            "König-Bräuninger inclusiveness",
            ("konig_brauninger_1998",),
        ),
        Row("johnston", f"{_SWINGS}:johnston", "Johnston", ("johnston_1978",)),
        Row(
            "deegan_packel",
            f"{_SWINGS}:deegan_packel",
            "Deegan-Packel",
            ("deegan_packel_1978",),
        ),
        Row(
            "public_good",
            f"{_SWINGS}:public_good",
            "Public good (Holler)",
            ("holler_1982", "holler_packel_1983"),
        ),
        Row(
            "criticality",
            "formateur.power.decide:criticality",
            "Criticality: 1 a vetoer, 1/2 with one more, 0 a dummy",
            ("taylor_zwicker_1999",),
        ),
        Row(
            "nucleolus",
            f"{_SOLVED}:nucleolus",
            "Nucleolus",
            ("schmeidler_1969", "maschler_peleg_shapley_1979"),
            ("optimise",),
        ),
        Row(
            "minimum_integer_weights",
            f"{_SOLVED}:minimum_integer_weights",
            "Minimum integer weights",
            ("freixas_molinero_2009", "taylor_zwicker_1999"),
            ("optimise",),
        ),
        Row("owen", f"{_UNIONS}:owen", "Owen", ("owen_1977",), ("unions",)),
        Row(
            "banzhaf_owen",
            f"{_UNIONS}:banzhaf_owen",
            "Banzhaf-Owen",
            ("owen_1981",),
            ("unions",),
        ),
        Row(
            "symmetric_coalitional_banzhaf",
            f"{_UNIONS}:symmetric_coalitional_banzhaf",
            "Symmetric coalitional Banzhaf",
            ("alonso_meijide_fiestras_janeiro_2002",),
            ("unions",),
        ),
        Row(
            "union_public_good",
            f"{_UNIONS}:union_public_good",
            "Union public good",
            ("holler_nohn_2009",),
            ("unions",),
        ),
        Row(
            "solidarity_public_good",
            f"{_UNIONS}:solidarity_public_good",
            "Solidarity public good",
            ("alonso_meijide_2010",),
            ("unions",),
        ),
        Row(
            "myerson",
            f"{_RESTRICTED}:myerson",
            "Myerson: Shapley-Shubik among those who talk",
            ("myerson_1977",),
            ("apart",),
        ),
        Row(
            "myerson_banzhaf",
            f"{_RESTRICTED}:myerson_banzhaf",
            "Banzhaf among those who talk",
            ("myerson_1977", "banzhaf_1965"),
            ("apart",),
        ),
        Row(
            "conditional_banzhaf",
            f"{_RESTRICTED}:conditional_banzhaf",
            "Banzhaf over allowed coalitions",
            ("banzhaf_1965",),
            ("apart",),
        ),
        Row(
            "conditional_shapley",
            f"{_RESTRICTED}:conditional_shapley",
            "Shapley-Shubik over allowed coalitions",
            ("shapley_shubik_1954",),
            ("apart",),
        ),
        Row(
            "edelman",
            f"{_RESTRICTED}:edelman",
            "Edelman: orders along a line",
            ("edelman_1997",),
            ("space",),
        ),
        Row(
            "ternary_banzhaf",
            f"{_TERNARY}:ternary_banzhaf",
            "Banzhaf with abstention",
            ("felsenthal_machover_1997",),
            ("abstention",),
        ),
        Row(
            "ternary_shapley",
            f"{_TERNARY}:ternary_shapley",
            "Shapley-Shubik with abstention",
            ("felsenthal_machover_1997",),
            ("abstention",),
        ),
    ),
    ALIASES,
)


def index_id(name: str) -> str:
    """The id an index is registered under; hyphens and other names of it are understood.

    >>> index_id("holler-pgi")
    'public_good'
    """
    try:
        return POWER_INDICES.id_of(name)
    except UnknownIdError:
        known = [i.replace("_", "-") for i in POWER_INDICES]
        raise FormateurError(
            f"no index {name!r}; there are {', '.join(known)}.{did_you_mean(name, known)}"
        ) from None

"""
Where a customer is, as AWS checks it: countries, the states of the US, postal codes by country.

Sources: CountryCode in the service model `partnercentral-selling`; for states and postal codes,
what Partner Central's own validation says of each country (aws-samples,
partner-crm-integration-samples, August 2026), as far as it says anything.
"""

from __future__ import annotations

import re
from functools import cache

US = "US"

_COUNTRIES = (
    "AD AE AF AG AI AL AM AN AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ"
    " BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO"
    " DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU"
    " GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KR KW KY"
    " KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV"
    " MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY"
    " QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG"
    " TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM"
    " ZW"
)
_STATES = (
    "Alabama, Alaska, American Samoa, Arizona, Arkansas, California, Colorado, Connecticut,"
    " Delaware, Dist. of Columbia, Federated States of Micronesia, Florida, Georgia, Guam, Hawaii,"
    " Idaho, Illinois, Indiana, Iowa, Kansas, Kentucky, Louisiana, Maine, Marshall Islands,"
    " Maryland, Massachusetts, Michigan, Minnesota, Mississippi, Missouri, Montana, Nebraska,"
    " Nevada, New Hampshire, New Jersey, New Mexico, New York, North Carolina, North Dakota,"
    " Northern Mariana Islands, Ohio, Oklahoma, Oregon, Palau, Pennsylvania, Puerto Rico,"
    " Rhode Island, South Carolina, South Dakota, Tennessee, Texas, Utah, Vermont, Virginia,"
    " Virgin Islands, Washington, West Virginia, Wisconsin, Wyoming, APO/AE, AFO/FPO"
)
_WITHOUT_POSTAL_CODE = (
    "AE AG AN AO AW BF BI BJ BO BQ BS BW BZ CF CG CI CK CM CW DJ DM ER FJ GD GH GM GQ GY HK HM KI"
    " KM KN LY ML MO MR MW NR NU QA RW SB SC SH SL SR ST SY TF TG TK TL TO TV UG VU YE ZW"
)
COUNTRIES = frozenset(_COUNTRIES.split())
STATES = (*_STATES.split(", "), "FPO, AP")
WITHOUT_POSTAL_CODE = frozenset(_WITHOUT_POSTAL_CODE.split())

# By form, the countries whose codes look so: # is a digit, @ a letter, ? either, all else
# itself.
_FORMS = {
    "##": "JM",
    "###": "BH FO IS LS MG OM PG",
    "####": (
        "AF AL AM AT AU BD BE BG BH CC CH CR CV CX CY DK ET GE GL GW HT HU LI LR LU MK MV MZ NE NF"
        " NO NZ PH PT PY SJ TN ZA"
    ),
    "#####": (
        "AX BA BR BT CR CS CU CZ DE DO DZ EE EG ES FI FR GR GT GU HN HR ID IL IQ IT JO KE KH KR KW"
        " LA LK LT MA ME MH MM MN MP MV MX MY NA NI NP PE PK PR PW RS SD SE SK SN SS TD TH TR TW UA"
        " US UY VI ZM"
    ),
    "######": "CN CO EC IN KG KZ NG PA RO SG TJ TM TT VN",
    "#######": "IL JP",
    "### ##": "CZ GR SE SK",
    "### ###": "IN",
    "##-###": "PL",
    "###-####": "JP",
    "####-###": "PT",
    "#####-###": "BR",
    "#####-####": "SA US",
    "####@@": "NL",
    "#### @@": "NL",
    "@#@#@#": "CA",
    "@#@ #@#": "CA",
    "@@@####": "MT",
    "@@@ ####": "MT",
    "@@ ##": "BM",
    "@@ @@": "BM",
    # Its example has one order of letters and digits at the end; there are others.
    "@##????": "IE",
    "@## ????": "IE",
    "@##@@": "GB",
    "@# #@@": "GB",
    "@###@@": "GB",
    "@## #@@": "GB",
    "@#@#@@": "GB",
    "@#@ #@@": "GB",
    "@@##@@": "GB",
    "@@# #@@": "GB",
    "@@###@@": "GB",
    "@@## #@@": "GB",
    "@@#@#@@": "GB",
    "@@#@ #@@": "GB",
    "120": "VA",
    "1101": "SV",
    "4789#": "SM",
    "B-####": "BE",
    "LT-#####": "LT",
    "S-#####": "SE",
    "SE-#####": "SE",
    "KB####": "BN",
    "M###": "SZ",
    "VC####": "VC",
    "97133": "BL",
    "97150": "MF",
    "971##": "GP",
    "972##": "MQ",
    "973##": "GF",
    "974##": "RE",
    "97500": "PM",
    "976##": "YT",
    "980##": "MC",
    "986##": "WF",
    "987##": "PF",
    "988##": "NC",
}
_SIGNS = {"#": "[0-9]", "@": "[A-Z]", "?": "[0-9A-Z]"}
_SHOWN = str.maketrans("#@?", "9AX")


def postal_problem(country: str, code: str) -> str:
    """Say what is wrong with a postal code in this country; empty if AWS would take it."""
    if country in WITHOUT_POSTAL_CODE:
        return ""
    if not code:
        return "is required in this country"
    forms = _forms_of(country)
    if not forms or any(_pattern(form).fullmatch(code.upper()) for form in forms):
        return ""
    return f"must look like {' or '.join(forms).translate(_SHOWN)} in {country}"


def state_problem(country: str, state: str) -> str:
    """Say what is wrong with a state; only those of the US are checked."""
    if country != US or state in STATES:
        return ""
    told = "is required in the US" if not state else "is no state of the US by AWS"
    return f"{told}; write it out, such as California or Dist. of Columbia"


@cache
def _forms_of(country: str) -> tuple[str, ...]:
    return tuple(form for form, countries in _FORMS.items() if country in countries.split())


@cache
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile("".join(_SIGNS.get(sign, re.escape(sign)) for sign in form))

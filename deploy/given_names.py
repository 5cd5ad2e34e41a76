"""Writes the given names that detection knows, from Faker's lists of many countries.

    python -m deploy.given_names

Left out is what is a word, a place or a brand as often as a name: such a name counts only where
something announces it. The file is read by ``bot.privacy.recognisers.given``; to load Faker in
each process would cost 30 MB and a third of a second.
"""

from __future__ import annotations

import importlib
import pkgutil
import unicodedata
from collections.abc import Collection, Iterator

import faker.providers.person

from settings import PROJECT_ROOT

FILE = PROJECT_ROOT / "bot/privacy/recognisers/given_names.txt"
_SHORTEST = 3
_HEADER = (
    "# Given names in Latin letters, from the lists of Faker (MIT licence, Daniele Faraglia and"
    " contributors).\n# Written by python -m deploy.given_names; mend that instead.\n"
)
_WORDS = (
    "abbey ada add adelaide ado ala alabama alba ale alexa alexandria aline allen ally almond"
    " alpha alto ama amber amen america among ange angel angeles ants apollo april arch arent"
    " arizona arlington armani art asa asia atit atlanta august augusta aura austin author"
    " autumn avis babe baby bailey banks barbie barr basil bay bear beat bee bell bella bena"
    " bent berg berlin berry beta bett beverly beyonce bill bird bitten blessing bliss blue"
    " bob bode bond boone bosch bose boss boston brain branch brie bristol brook brooklyn"
    " brown buck bud buddy bunk burns buster byron cadence cal cali calvin cam camden camelia"
    " cami campo can candy canyon cap captain carmel carolina carry carter cas case cash"
    " cashmere cedar chad champ chance chanel charity chase chelsea cherish cherry chester"
    " chi chili chin china chip chiquita christian chrystal cielo cinnamon clay clementine"
    " cleveland cliff cloud collie columbia columbus comfort con constant coral cord corrie"
    " costa council cove crete cruz crystal cuba curt cyan dahlia daisy dallas dara darling"
    " dawn day deja del delight dell delta denim denver destiny devon diamond diego diesel"
    " dink dino divan dixie dock doctor doll don dot dove dow drake dream drew dries dusty"
    " earl early earnest easter ebony echo eden edit elita else ember emerald emerson emery"
    " era essence esta eta ether evans eve ever extra ey fairy faith fancy fares fate fay fed"
    " fee fern ferris finley fisher fleet fleming fleur floor flora florence florida ford"
    " forest forum fox france francisco frank french friend fuller gage gal gala garnet gauge"
    " gee gem general genesis genie georgia german geta gibson ginger glenwood glory gold"
    " golden gorge gorm grace grant gray green greet grit grove grover gun guy hale hall halo"
    " ham handy hardy harm harmony harrison harsh haven hazel heath heather heaven heinz"
    " hella hence hermes hill hilton holland holly homer hoover hope houston hoy hung hunt"
    " hunter imo india indiana indie ine infant innocent ireland israel isreal ivory ivy jack"
    " jackson jade jail jammie january jasmine jazz jean jersey jet jewel job joke jones"
    " jordan journey joy jude judge julienne june junior justice kaiser karma kasam kennedy"
    " kent kenya kia kick king kit kitty kiwi koala kyrie lacy lady lake lance lander lane"
    " lark lars laurel lavender lawyer lean leaner lee lemon les less levi levis liberty lies"
    " lily lim lincoln linden line link lisle little loan loke london lone long lot louisiana"
    " love lovey loyal lucious luck lucky luna luster lux lyric mac mack macy mad made"
    " madison madonna maeve magic magnolia major makala male mama man maple mar mara marble"
    " marina marine mark marry mars marsh marshall mart martial marvel mat mate math matic"
    " mats max maxi may mayo mayor meadow meda media melbourne melody memphis mentor mercedes"
    " mercy merry metro milan mile miles mina minor mint miracle missouri mist mode modesto"
    " mona monroe mont montana moody moon morton mountain my nada nail nam nan napoli nazi"
    " neo neva nevada nike nina nino ninja noble noel north nova ocean octave odd odessa okey"
    " olive olympia oma oman onyx opa opal orange orlando owe oz page paisley panda pansy"
    " papa paris park pastor patience pauls peace pearl pearly peer penny pepper per pero"
    " petal philips phoenix pier pierce pink pinkie pleasant poppy porsche porter prairie"
    " precious press price pride prima prince princess promise purity queen quest raglan raid"
    " rain raleigh ralph rasa raven ray reason rebel red redmond reed reese reno rica rice"
    " rich richmond ridge rim rio river roar robin rock rocky rod rogers roland roll roma"
    " roman rome rosa rose rosemary rosy rowan royal royce ruby rush russell rusty ryder"
    " sable sad sade safari saffron saga sage said saint sal salomon salvador samson sander"
    " sandy santa santos saundra savannah sayin scarlet scout sea see server seven shade"
    " shakira shelby shepherd shine siena sienna sila silver sim sincere sine sing siri"
    " sister size skip sky smart smith snow sol sole son song soul spirit spring squire star"
    " stella sterling stone storm summer sun sunday sunny sunshine super sydney sys tab tad"
    " taj tan tanner taylor tea telly tennessee terra tex texas theres ties tiger til till"
    " tinnie tiny tobe tommy toms tone toney topaz tore tory toy trace treasure trenton trey"
    " tri trinity true tulip ture turner tutu twin umi una uni unique unknown us vale"
    " valencia valentine valid van vans vara vega velvet venus ver verona versa vic victoria"
    " vid villa vino viola violet virginia vision vita wage walker ward warner wash"
    " washington watt weaver wellington wells west wheeler whit will williams willow windy"
    " wing winter wolf wood woody worth wren yada yoga york young zara zen zion zuma"
)
_NO_NAMES = frozenset(_WORDS.split())


def given_names() -> Iterator[str]:
    """Yield the names, case-folded; some more than once."""
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if attribute.startswith("first_name") and isinstance(values, Collection):
                yield from (str(value).casefold() for value in values if _is_name(str(value)))


def _is_name(value: str) -> bool:
    return (
        len(value) >= _SHORTEST
        and value.isalpha()
        and all(unicodedata.name(letter, "").startswith("LATIN") for letter in value)
        and value.casefold() not in _NO_NAMES
    )


def main() -> None:
    """Write the file."""
    FILE.write_text(_HEADER + "\n".join(sorted(set(given_names()))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

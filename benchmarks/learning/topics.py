"""Topics that the demo shop's FAQ does not know: what customers ask, and what agents say."""

from __future__ import annotations

Topics = dict[str, tuple[list[str], list[str]]]

# The thresholds of bot.learn were chosen with an eye on these.
TOPICS: Topics = {
    "flying": (
        [
            "can i take a camping stove on a plane",
            "am I allowed to fly with a gas canister in my hold luggage",
            "is it ok to bring my stove in hand luggage on the flight",
            "flying to Norway next week, can the gas cartridge go in the suitcase?",
            "do airlines let you carry camp stoves",
            "will airport security take my gas stove off me",
            "gas canisters on airplanes?",
        ],
        [
            "A clean stove may fly in checked luggage with most airlines. Gas canisters may not.",
            "Gas canisters are not allowed on any plane. A clean stove may go in checked luggage.",
            "The stove is fine in checked luggage if it is clean. Gas canisters are forbidden.",
        ],
    ),
    "strava": (
        [
            "how do i connect my watch to strava",
            "my watch wont sync with strava",
            "does the GPS watch upload runs to Strava by itself",
            "strava sync stopped working on my watch",
            "can I link strava with the watch I bought",
            "upload activities from the watch to strava?",
            "why are my hikes not showing up in strava from the watch",
        ],
        [
            "Open the watch's app, go to Connected services and choose Strava. That is all.",
            "In the watch app, under Connected services, sign in to Strava. Then it syncs.",
            "You link Strava in the watch's app under Connected services.",
        ],
    ),
    "expedition_award": (
        [
            "my daughter is doing her Duke of Edinburgh bronze, do you have a kit list",
            "kit list for DofE expedition",
            "what does my son need to pack for duke of edinburgh",
            "do you do a dofe packing list?",
            "Duke of Edinburgh award gear list please",
            "which items are needed for a DofE gold expedition",
            "need everything for dofe silver, is there a checklist",
        ],
        [
            "We have a Duke of Edinburgh kit list for bronze, silver and gold at every till.",
            "There is a DofE kit list as a free leaflet in our stores, for all three levels.",
            "The Duke of Edinburgh kit list is a leaflet, free in all stores.",
        ],
    ),
    "lost_property": (
        [
            "I left my gloves in your shop yesterday, has anyone handed them in",
            "think i forgot my umbrella in your Leeds store",
            "lost my sunglasses in the changing room at your shop",
            "did someone find a scarf in the store on saturday? I left it there",
            "lost property please, left my phone case at the till",
            "my kid forgot his hat in your shop, did you find it",
            "has a pair of glasses been handed in at the store",
        ],
        [
            "Lost property is kept at the till for 30 days. Come by and describe it.",
            "Our stores keep what was left behind for 30 days at the till.",
            "We keep lost things 30 days at the till, just describe it to a colleague there.",
        ],
    ),
    "insects": (
        [
            "do you have trousers that keep ticks away",
            "is any of your clothing treated against mosquitoes",
            "insect repellent shirts, how long does the treatment last",
            "is the anti tick treatment safe for kids",
            "does the insect repellent in the clothes wash out",
            "permethrin treated clothes?",
            "how many washes does the mosquito treatment survive",
        ],
        [
            "The insect repellent treatment lasts 70 washes and is safe for children from three.",
            "Our treated clothing keeps ticks and mosquitoes away for 70 washes.",
            "The treatment against insects holds for about 70 washes.",
        ],
    ),
    "insurance": (
        [
            "can I insure the tent against storm damage",
            "do you sell insurance for theft of my rucksack",
            "is there an accidental damage cover I can add",
            "insurance for an expensive jacket?",
            "what if my new watch gets stolen, can i get it insured with you",
            "do you offer gear insurance",
            "accident insurance for equipment, do you have that",
        ],
        [
            "We don't sell insurance ourselves. Many household insurances cover outdoor gear.",
            "No, we offer no insurance. Most household insurances cover outdoor gear.",
            "We do not offer insurance for gear.",
        ],
    ),
}

# Written afterwards.
FRESH: Topics = {
    "wild_camping": (
        [
            "is wild camping legal in scotland",
            "can I just pitch my tent anywhere in the Lake District",
            "do you know if wild camping is allowed on Dartmoor",
            "where can i camp wild without trouble",
            "is it against the law to sleep on the hill overnight",
            "wild camping rules wales?",
            "need permission from the farmer to camp on his land?",
        ],
        [
            "Wild camping is legal in most of Scotland and parts of Dartmoor, elsewhere ask.",
            "In Scotland you may camp wild; in England and Wales ask the landowner.",
            "It is allowed in Scotland. In England and Wales ask the landowner.",
        ],
    ),
    "ski_service": (
        [
            "do you sharpen ski edges",
            "can i get my skis waxed at your shop",
            "ski service price?",
            "my snowboard base has a scratch, can you repair that",
            "how long does waxing take, we leave on friday for the alps",
            "bindings need adjusting to new ski boots, do you do it",
            "where can I have my skis serviced",
        ],
        [
            "Our Leeds store has a ski workshop. Waxing and edges cost £25 and take two days.",
            "Skis and snowboards are serviced in our Leeds store, within two days.",
            "The ski workshop in Leeds does that, bring them in and collect them after two days.",
        ],
    ),
    "prescription": (
        [
            "can you fit prescription lenses into sunglasses",
            "do your ski goggles go over glasses",
            "I'm short sighted, are there sports glasses with my prescription",
            "optical insert for glacier glasses?",
            "do you do varifocal sunglasses",
            "can my optician put lenses in the frames you sell",
            "sunglasses for someone with minus 4 eyes",
        ],
        [
            "We don't fit prescription lenses, but any optician can put them into our frames.",
            "An optician can put your prescription into the frames. We do not do that ourselves.",
            "Prescription lenses are for an optician to fit; our frames take them.",
        ],
    ),
    "vaccination": (
        [
            "which jabs do I need for Nepal",
            "do you have a travel clinic in your store",
            "can i get a yellow fever vaccination with you",
            "malaria tablets for a trek in Tanzania",
            "do i need a rabies shot for India",
            "travel vaccinations at your shop?",
            "altitude sickness pills, do you have them",
        ],
        [
            "We have no travel clinic. Please ask your GP about vaccinations and tablets.",
            "For vaccinations and tablets please go to your GP or pharmacy, we don't offer them.",
            "Your GP or a travel clinic can tell you; we sell no medicines.",
        ],
    ),
    "refill": (
        [
            "can I bring back an empty gas cylinder for a refill",
            "do you refill gas bottles",
            "my camping gas 907 is empty, do you swap it",
            "exchange of empty calor bottles?",
            "how much is it to refill a propane bottle",
            "where do i put the empty gas cartridge, do you fill it up again",
            "swap my old gas cylinder for a full one",
        ],
        [
            "We swap empty Campingaz cylinders for full ones in all stores, you only pay the gas.",
            "Bring the empty cylinder to any store and get a full one for the price of the gas.",
            "Yes, empty cylinders are swapped in our stores. Cartridges cannot be refilled.",
        ],
    ),
}

"""What shoppers write, written when the recognisers were finished: the chat's held-out half.

Whoever improves the recognisers by these templates moves them to ``templates`` and writes new ones.
"""

from __future__ import annotations

LATER_PERSONAL = (
    # names
    "Can you check whether {name} has picked it up",
    "{name} wants to know if the <product> comes in <colour>",
    "Hello, {first} again from yesterday, about the <product>",
    "It says {name} on my receipt but that isn't me",
    "My colleague {name} and I each ordered a <product>",
    "Thanks for your help {first}!",
    "Is this the account of {name}?",
    "the account belongs to {name}, my wife",
    "Sender: {name}, item <sku>",
    "You sent the <product> to {name} by mistake",
    "The person who packed it was {first}, tell her thanks",
    "I go by {first}",
    "Customer is {name}, size <size>, paid <price>",
    "everyone calls me {first}, the order says {name}",
    "no luck finding me? try {name}",
    "Mr {name} ordered the <product> on <date>",
    "Best wishes\n{name}",
    "registered as {name}",
    # addresses
    "take it to {address} on <date>, please",
    "I no longer live at {address}",
    "is {address} too remote for express?",
    "{address_block}",
    "home is {address}, work is {address}",
    "free delivery to {postcode} or not",
    # e-mail and phone
    "sign me up: {email}",
    "my dad's email is {email}",
    "phone no {phone}",
    "tried ringing from {phone}, nobody answers",
    # payment
    "is {card} still saved in my account",
    "security number on the back {cvv}",
    "please pay {iban} instead of paypal",
    # orders and parcels
    "order {order}, not {order}",
    "has {order} left the warehouse",
    "parcel {tracking} stuck since <date>",
    # secrets
    "password is {password}, log in and see for yourself",
    "I typed {otp} as the code and it says expired",
    "my pin is {otp}",
    "verification number {otp}",
    # identity
    "born {dob}",
    "my d.o.b. is {dob}",
    "ssn is {ssn}",
    "NI no: {nino}",
    # computers and links
    "my address on the net is {ip}",
    "https://fernway.example/pay?sig={token}&order=1 won't load",
    # Chinese
    "我叫{cn_name}",
    "联系人:{cn_name},{cn_phone}",
    "寄到{cn_address}可以吗",
)

LATER_TALK = (
    "Which of the two is warmer, the <product> or the <brand> one?",
    "Hello, has the <product> got a hood",
    "I saw the <product> for <price> on Sunday",
    "Tried size <size>, too tight, <size> next?",
    "Is the Cairn Ultra the same as the <product>",
    "going to Snowdonia on <date>, will the <product> ship in time",
    "Do you have a Student Discount or a Welcome Code",
    "the <brand> <product> vs the <brand> <product>",
    "<sku>, <colour>, <number> pcs",
    "What does IPX 7 mean for the <product>",
    "can I wash it with Nikwax Tech Wash",
    "price drop from <price> to <price> since <date>?",
    "my feet are 27.5 cm long, so EU 43?",
    "the Coast to Coast Walk is 190 miles, is <measure> enough",
    "EAN <ean> says sold out",
    "Is Next Day Delivery on for <date>?",
    "weight limit of the <product>: 120 kg?",
    "Which boots for wide feet, <brand> or <brand>?",
    "我要<number>个<product>,<colour>",
    "<date>能发货吗",
)

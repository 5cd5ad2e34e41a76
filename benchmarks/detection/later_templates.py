"""What shoppers write, written before the recognisers learnt spoken forms and never improved by.

Whoever improves the recognisers by these templates moves them to ``templates`` and writes new ones.
"""

from __future__ import annotations

LATER_PERSONAL = (
    # names
    "evening, {name} it is, the <product> arrived torn",
    "im {first} btw, who am I talking to",
    "{first} here again, still no <product>",
    "you have me as {name}, which is right",
    "Kindest,\n{first}",
    "ta muchly\n{name}",
    "Would you let Mrs {name} pick up the <product>",
    "the lad who helped was {first}",
    "put the <product> in the name of {name}",
    "addressed to {name} but the street is wrong",
    "writing on behalf of {name}, the <product> leaks",
    "when you phone, ask for {first}",
    "my sister {name} pays, size <size>",
    "This is {name} speaking about the <product>",
    "it's {first} here, {name}",
    "Deliver to {name}, not to me",
    # addresses
    "our new place is {address}",
    "the van can't find {address}",
    "is {postcode} still two days",
    "leave it at {address}",
    # e-mail and phone, also as they are said
    "my e-mail is {spoken_email}",
    "that's {spoken_email}",
    "{spoken_email} is where the receipt should go",
    "write to {email} or so",
    "my number is {spoken_phone}",
    "{spoken_phone} that's my phone",
    "call me, {spoken_phone}",
    "phone me at {phone} about the <product>",
    # payment
    "the long number: {spoken_card}",
    "my visa is {card}, expiry {expiry}",
    "card valid until {expiry}",
    "it expires {expiry}, the <product> was <price>",
    "{card} {expiry} {cvv}",
    "the three numbers on the back are {cvv}",
    "{cvv} is my cvv",
    "pay me back at {iban}",
    # orders and parcels
    "order number is {order}, size <size>",
    "did {order} go out",
    "parcel no {tracking}",
    # secrets
    "my login password's {password}",
    "I used the password {password} for months",
    "you texted {otp} to me",
    "the code I have is {otp}",
    "pin number {cvv}9",
    # identity
    "I turn 30 soon, dob {dob}",
    "my social security is {ssn}",
    "insurance number {nino}",
    # computers and links
    "banned IP: {ip}",
    "open https://fernway.example/invite/{token} fails",
    # Chinese
    "我是{cn_name},手机{cn_phone}",
    "送到{cn_address},谢谢",
    "身份证号{rid},麻烦了",
)

LATER_TALK = (
    "I'm torn between <product> and <product>",
    "im after a <product>, nothing fancy",
    "It's raining here, is the <product> tight",
    "this is brilliant, the <product> is back",
    "One two three, which of the three <product> is lightest",
    "anything for two to three people at <price>",
    "look at <brand> dot com, they have it for <price>",
    "is it sold at <brand> or only here",
    "offer valid until <date>?",
    "does the water filter expire in 2027",
    "the voucher expires <date>, may I still use it on a <product>",
    "I pass on the <product>, too dear at <price>",
    "rated four point five by <number> people",
    "code <sku>, is that the <colour> one",
    "my husband loves the <product>, has it got pockets",
    "cheers, brilliant",
    "my daughter wants the <product> in <colour>",
    "delivered to York or the shop, what's quicker",
    "for <brand> boots ask for a half size more?",
    "the pin of the <product> broke, <number> days old",
    "rose or rowan, which colour is the <product>",
    "pass the zip: is it a YKK",
    "I'm size <size> in <brand>",
    "twenty two litres or thirty five for day trips?",
    "<product>卖<price>,有效期到<date>吗",
)

"""What shoppers write, written when the recognisers were finished: the chat's held-out half.

Whoever improves the recognisers by these templates moves them to ``templates`` and writes new ones.
"""

from __future__ import annotations

LATER_PERSONAL = (
    # names
    "{name} is down as the recipient, should be me",
    "Could I have {first} call me back about the <product>",
    "Let {name} know when the <product> is in",
    "We're the {name} household, missing a <product>",
    "I was served by {first} and got the wrong size, <size>",
    "My friend {first} recommended the <product>",
    "This is {name}'s phone, I'm her son",
    "To whom it may concern, I, {name}, return the <product>",
    "The invoice shows {name}, <price>",
    "you spelt me wrong: {name}",
    "from: {name}\nre: <product>",
    "It's {first}. Any news on the <product>?",
    "Love the <product>! {first}",
    "Passenger on the receipt is {name}",
    "sold to {name} on <date>",
    "hi im {name}",
    # addresses
    "post the <product> to {address}",
    "we are at {address} until <date>",
    "billing address {address}",
    "{address} or the shop, which is quicker",
    "delivery quote for {postcode} please",
    # e-mail and phone
    "{email} bounced",
    "put {email} on my account",
    "number for the driver is {phone}",
    "rather phone than mail: {phone}",
    # payment
    "{card} was declined for the <product>",
    "card ending? whole number is {card}, security code {cvv}",
    "can you refund {iban}",
    # orders and parcels
    "found order {order} in my mails",
    "my two: {order} / {order}",
    "consignment {tracking} lost?",
    # secrets
    "pw: {password}",
    "it keeps rejecting the password {password}",
    "the text message said {otp}",
    "otp was {otp}, too late",
    "activation code {otp}",
    # identity
    "{dob} is when I was born",
    "birthday {dob}",
    "tax form asks for my SSN, {ssn}",
    "nino {nino}",
    # computers and links
    "the server logged {ip} for me",
    "https://fernway.example/verify/{token} expired",
    # Chinese
    "姓名{cn_name},电话{cn_phone}",
    "我住{cn_address}",
    "订单{order},收件人{cn_name}",
)

LATER_TALK = (
    "Could the <product> be used as a winter one?",
    "Let me know when <sku> is in",
    "I was after the <brand> one for <price>",
    "to whom does the <product> appeal, beginners?",
    "found the <product> in the Winter Sale for <price>",
    "Any chance of <colour> in size <size> by <date>?",
    "do the <brand> soles use Vibram Megagrip",
    "two <product>, one <product>, total <price>?",
    "Hello Fernway, is the Jurassic Coast store open on <date>",
    "the box says <ean>",
    "walked the South Downs Way in it, <number> days",
    "Polartec Power Grid or merino under the <product>?",
    "I take <size> in <brand>, what about <brand>?",
    "height 178 cm, chest 102, which size",
    "up to <weight> is fine for the Cape Wrath Trail",
    "how come it's <price> today and <price> yesterday",
    "Buying for a Scout Group, any discount on <number>?",
    "order of layers: merino, fleece, <product>?",
    "<colour>的<product>什么时候有货",
)

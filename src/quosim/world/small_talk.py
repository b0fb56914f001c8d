"""Short exchanges for a world that is measured, not read."""

import random

PHRASES = {
    "incoming": (
        "Hi, are you still coming {day}?",
        "Ok thanks",
        "What would that cost roughly?",
        "Can you call me when you get a minute",
        "Yes {time} works",
        "We're at {number} {street}, the grey house",
        "Sounds good, see you {day}",
        "Sorry just saw this",
        "Is there any way to move it to {day}?",
        "The side door is open",
        "Got it, thank you!",
        "How long does the job take?",
        "My husband will be home after {time}",
        "👍",
        "Did you get my email?",
        "It's leaking again by the window",
    ),
    "outgoing": (
        "Hi, this is Northcoast. We can be there {day} at {time}.",
        "Thanks for letting us know!",
        "On our way, about 20 minutes.",
        "Your estimate is in your email, {price} all in.",
        "Could you send us a picture of it?",
        "You're all set for {day}, {time}.",
        "No problem at all.",
        "We'll take care of it.",
        "The crew is finished, please have a look when you're home.",
        "Just checking in on the estimate from last week.",
        "We have you at {number} {street}, is that right?",
    ),
    "photo": (
        "",
        "",
        "Here's a picture",
        "This is the spot",
        "See attached",
        "{day} this looked fine",
        "Does this help?",
    ),
    "code": (
        "{price_digits} is your verification code.",
        "Your package will arrive {day}.",
        "Reply STOP to unsubscribe. Msg&data rates may apply.",
    ),
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "tomorrow")
TIMES = ("8:30", "9", "10:15", "noon", "1:30", "2", "3:45", "5")
STREETS = ("Maple", "Larchmont", "Fulton", "Elmwood", "Ridge", "Clifton", "Franklin", "Sycamore")


def small_talk(kind: str, rng: random.Random) -> str:
    """One text of that kind: incoming, outgoing, photo or code."""
    phrases = PHRASES[kind]
    phrase = phrases[int(rng.random() * len(phrases))]
    if "{" not in phrase:
        return phrase
    return phrase.format(
        day=DAYS[int(rng.random() * len(DAYS))],
        time=TIMES[int(rng.random() * len(TIMES))],
        street=STREETS[int(rng.random() * len(STREETS))],
        number=100 + int(rng.random() * 9000),
        price=f"${int(rng.random() * 90) * 25 + 150:,}",
        price_digits=100_000 + int(rng.random() * 899_999),
    )

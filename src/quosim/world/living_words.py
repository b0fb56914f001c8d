"""What people write while somebody watches: the trade of the demo, in sentences that stand by themselves."""

ASKED = (
    "Hi, do you have anything this week to look at a basement wall?",
    "Is the crew still coming tomorrow morning?",
    "Quick question about the estimate, does it include the permit?",
    "We had water again last night, about a cup of it by the stairs",
    "What should I do about the snow before you come?",
    "Can you call me when you get a minute",
    "The inspector was here, he wants the engineer's letter",
    "Do we need to move the washer before Monday?",
    "It stopped dripping since you were here. Thank you!",
    "My neighbor would like your number, is that ok?",
    "Running late, can we say half past instead?",
    "Did the check arrive?",
    "Which side do you park on, so I can move the car",
    "Found the old survey, want me to drop it off?",
    "Is it normal that the patch looks darker than the wall?",
    "Gate is open, the dog is inside",
)
SHOWN = (
    "",
    "",
    "This is the corner I meant",
    "It grew since the spring, see the pencil mark",
    "Here's the other side of it",
    "That's how it looks after the rain",
    "Is this something you fix?",
)
AFTER_SEVERAL = (
    "Those are all four corners",
    "Sorry for all the pictures. Is it bad?",
    "Taken just now, the last one is by the meter",
    "My sister gave me your number. Could somebody have a look?",
)
ANSWERED = (
    "Thanks, got it. Luis will have a look today.",
    "We can be there tomorrow between 9 and 11, does that work?",
    "Yes, the permit is included.",
    "Thank you for the pictures! We'll call you this afternoon.",
    "No need to move anything, we bring covers.",
    "That's normal while it cures, give it two weeks.",
)

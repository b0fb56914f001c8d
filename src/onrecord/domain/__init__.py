"""The words: values and pure rules. No I/O, and no third-party import but phonenumbers."""

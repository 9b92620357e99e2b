"""What browser tests need done beside the server: arguments and answers are plain data.

A deed is a function of one of the rooms here, under a name that no other room has.
"""

"""How an organisation and its first person come in by themselves: a verified mobile or mailbox, an account without any
role, an application with the business licence, and the trading centre's review.

Nobody who only applies can do anything else: roles come with the acceptance. Refuses to know what a bid is.
"""

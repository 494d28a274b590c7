"""Who is who: people, organisations (market subjects), roles, sign-in, and signing keys.

Owns the answer to "who is acting, for whom, and what may they do". Refuses to know what a project, a bid or
an expert is; what a role may do is told to it by `app`.
"""

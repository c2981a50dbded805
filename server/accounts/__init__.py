"""Who may do what, where.

Body: a department, street office or enterprise service; its competence says which visits it may make in
which field of duty. Officer: a person as the ledger knows them (certificates, duty streets). Person: a
sign-in, perhaps of an officer. Role: inspector, street, office, planner, administrator.
"""

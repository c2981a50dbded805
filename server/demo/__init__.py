"""The sample district: everything in it is invented but its street names; boundaries are schematic.

district   dated areas: the district, its streets and towns, their communities
people     bodies with competence, officers with certificates, and the accounts that sign in
places     enterprises and sites, each on a point inside its community
plans      the plan library (plans.toml)
tablets    demo tablets that sign with real keys
visiting   one visit: the real checklist answered through the real engine, its paper, its bytes
history    two years of visits, orders, re-checks and reviews, in order of time
loading    all of it through the real handlers with a simulated clock; nothing is inserted
"""

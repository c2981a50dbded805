"""Inspection tasks on file.

A *task* is a filed permission (备案号) to inspect one site with named checklists and
officers within a window. An accepted visit under the task completes it. What an
enterprise was asked to bear in a year is counted from these rows.
"""

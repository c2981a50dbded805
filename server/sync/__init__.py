"""The tablets' door: enrol, session, push, pull, blobs. No rules live here.

Every answer a tablet relies on carries Xunan-Signature; every body is read as a stream and compared with
Content-Length before it counts.
"""

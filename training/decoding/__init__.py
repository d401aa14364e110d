"""Reads files of strangers in processes of their own: `client` asks, `child` answers and may be killed at any time.

The modules that run in the child (images, video, dicom, archives) know nothing of Django, and see no secret.
"""

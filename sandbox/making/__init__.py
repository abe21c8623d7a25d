"""How the synthetic department is made, one small module per subject.

`sandbox.department.build` puts the pieces together; nothing here speaks HTTP or touches a file.
"""

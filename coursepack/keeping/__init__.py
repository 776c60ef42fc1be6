"""What is kept from build to build, so that an edit costs what it changes. Keeping never changes a byte of a result.

`store` holds bytes under keys, `fingerprint` makes keys of inputs, `release` names the code and libraries at work, and `kept`
puts the three together. docs/decisions/0006-store.md says why it is a folder of files.
"""

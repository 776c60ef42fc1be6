"""Fourth room: proofs, taken from finished editions, that nothing of the canonical book was lost or changed."""

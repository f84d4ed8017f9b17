"""Application protocols, one plug-in each: how to recognise one, and how to read a conversation in it."""

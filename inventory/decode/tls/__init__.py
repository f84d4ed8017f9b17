"""The parts of passive TLS reading: records, handshakes, the key schedule, and the ciphers."""

"""Cases on which Python and the browser's script must agree: see :mod:`tests.parity.write`."""

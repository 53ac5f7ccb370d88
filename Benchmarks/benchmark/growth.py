def measure(options, say):
    raise NotImplementedError

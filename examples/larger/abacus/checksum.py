"""A checksum of text: Fletcher's, of 32 bits, over UTF-8."""


class Checksum:
    def __init__(self):
        self.low = 1
        self.high = 0

    def add_text(self, text):
        for byte in text.encode("utf-8"):
            self.low = (self.low + byte) % 65521
            self.high = (self.high + self.low) % 65521

    def hex(self):
        return f"{self.high:04x}{self.low:04x}"

#!/usr/bin/env python3
# vim: ts=4
"""A module's words,
on two lines with a "quote"."""
import os

@decorate
class Store(object):
    '''Holds things.'''
    limit = 10_000 + 0x1f + 1.5e10j

    def find(self, name: str = "x") -> bool:
        path = r"\d+\"" + f'{name!r:>{10}}' + 'it\'s'
        if name is None and not self.limit:  # a comment
            return True
        text = "unclosed
        return os.path.exists(path) or len(name) > 3
    async def wait(self): await self.done()
s = """unclosed

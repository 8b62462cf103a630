"""Groups in plain Python integers: slow, short, and written apart from the Rust core, so that each can judge the
other.

Only what the forge needs: multiply, raise, spell. The forge wants what an honest implementation refuses (elements of
small order, a second spelling), so nothing is checked here.

Source: Belenios specification 3.3.0, "Groups"; RFC 8032 for the curve.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

P25519 = 2**255 - 19
D25519 = -121665 * pow(121666, -1, P25519) % P25519

BELENIOS_P = int(
    "20694785691422546"
    "401013643657505008064922989295751104097100884787057374219242"
    "717401922237254497684338129066633138078958404960054389636289"
    "796393038773905722803605973749427671376777618898589872735865"
    "049081167099310535867780980030790491654063777173764198678527"
    "273474476341835600035698305193144284561701911000786737307333"
    "564123971732897913240474578834468260652327974647951137672658"
    "693582180046317922073668860052627186363386088796882120769432"
    "366149491002923444346373222145884100586421050242120365433561"
    "201320481118852408731077014151666200162313177169372189248078"
    "507711827842317498073276598828825169183103125680162072880719"
)
BELENIOS_G = int(
    "2402352677501852"
    "209227687703532399932712287657378364916510075318787663274146"
    "353219320285676155269678799694668298749389095083896573425601"
    "900601068477164491735474137283104610458681314511781646755400"
    "527402889846139864532661215055797097162016168270312886432456"
    "663834863635782106154918419982534315189740658186868651151358"
    "576410138882215396016043228843603930989333662772848406593138"
    "406010231675095763777982665103606822406635076697764025346253"
    "773085133173495194248967754052573659049492477631475991575198"
    "775177711481490920456600205478127054728238140972518639858334"
    "115700568353695553423781475582491896050296680037745308460627"
)
BELENIOS_Q = int("78571733251071885079927659812671450121821421258408794611510081919805623223441")


class Ed25519:
    """Points (X, Y, Z, T) of edwards25519 in extended coordinates."""

    name = "Ed25519"
    q = 2**252 + 27742317777372353535851937790883648493
    identity = (0, 1, 1, 0)
    order_2 = (0, P25519 - 1, 1, 0)
    g = (
        15112221349535400772501151409588531511454012693041857206046113283949847762202,
        46316835694926478169428394003475163141307993866256225615783033603165251855960,
        1,
        15112221349535400772501151409588531511454012693041857206046113283949847762202
        * 46316835694926478169428394003475163141307993866256225615783033603165251855960
        % P25519,
    )

    def multiply(self, a: Any, b: Any) -> Any:
        p = P25519
        s, t = (a[1] - a[0]) * (b[1] - b[0]) % p, (a[1] + a[0]) * (b[1] + b[0]) % p
        u, v = 2 * a[3] * b[3] * D25519 % p, 2 * a[2] * b[2] % p
        e, f, g, h = t - s, v - u, v + u, t + s
        return (e * f % p, g * h % p, f * g % p, e * h % p)

    def invert(self, a: Any) -> Any:
        return (-a[0] % P25519, a[1], a[2], -a[3] % P25519)

    def power(self, base: Any, exponent: int) -> Any:
        result = self.identity
        for bit in bin(exponent % (8 * self.q))[2:]:
            result = self.multiply(result, result)
            if bit == "1":
                result = self.multiply(result, base)
        return result

    def write(self, a: Any) -> str:
        inverse = pow(a[2], -1, P25519)
        x, y = a[0] * inverse % P25519, a[1] * inverse % P25519
        return f"{y ^ ((x & 1) << 255):064x}"

    def sort_key(self, text: str) -> bytes:
        return bytes.fromhex(text)[::-1]

    def respell_identity(self) -> str:
        """The identity with its sign bit set: the same point, a second spelling."""
        return f"{1 | 1 << 255:064x}"


@dataclass(frozen=True)
class Field:
    """A subgroup of order q of the numbers modulo p."""

    name: str
    p: int
    q: int
    g: int
    identity: int = 1

    @property
    def order_2(self) -> int:
        return self.p - 1

    def multiply(self, a: int, b: int) -> int:
        return a * b % self.p

    def invert(self, a: int) -> int:
        return pow(a, -1, self.p)

    def power(self, base: int, exponent: int) -> int:
        return pow(base, exponent, self.p)

    def write(self, a: int) -> str:
        return str(a)

    def sort_key(self, text: str) -> bytes:
        return int(text).to_bytes(257, "big")

    def respell_identity(self) -> str:
        """One, written as p + 1."""
        return str(self.p + 1)


GROUPS: dict[str, Any] = {
    "Ed25519": Ed25519(),
    "BELENIOS-2048": Field("BELENIOS-2048", BELENIOS_P, BELENIOS_Q, BELENIOS_G),
}


def hash_to_scalar(group: Any, text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") % group.q

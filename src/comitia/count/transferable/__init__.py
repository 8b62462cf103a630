"""Single transferable vote and its relations: papers that move from candidate to candidate, stage by stage."""

from typing import Any

from comitia.count.tell import Method
from comitia.count.transferable.alternative_vote import AV
from comitia.count.transferable.countback import COUNTBACK, RECOUNT
from comitia.count.transferable.electoral_college import ELECTORAL_COLLEGE
from comitia.count.transferable.ers97 import ERS97
from comitia.count.transferable.exhaustive import ELIMINATIVE, EXHAUSTIVE
from comitia.count.transferable.hare_clark import HARE_CLARK
from comitia.count.transferable.irish import IRISH
from comitia.count.transferable.meek_nz import MEEK_NZ
from comitia.count.transferable.meek_prf import MEEK_PRF
from comitia.count.transferable.rcv import RCV
from comitia.count.transferable.scottish import SCOTTISH
from comitia.count.transferable.supplementary import SUPPLEMENTARY
from comitia.count.transferable.wigm import WIGM_PRF, WIGM_PRF_BATCH

METHODS: tuple[Method[Any], ...] = (
    AV,
    SUPPLEMENTARY,
    EXHAUSTIVE,
    ELIMINATIVE,
    ELECTORAL_COLLEGE,
    SCOTTISH,
    ERS97,
    IRISH,
    HARE_CLARK,
    MEEK_NZ,
    MEEK_PRF,
    WIGM_PRF,
    WIGM_PRF_BATCH,
    RCV,
    COUNTBACK,
    RECOUNT,
)

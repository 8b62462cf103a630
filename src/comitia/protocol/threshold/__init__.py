"""k of n: how trustees make a key together so that any k of them can decrypt and fewer can not.

No trustee ever knows the key, and no two of them need to meet: each runs its own step on its own machine and what
passes between them may go through anybody's hands, the administrator's above all, because it is signed and encrypted.
In order:

1. `certificate`: each trustee draws a seed and publishes a certificate of two public keys derived from it (to sign, to
   encrypt). The certificate says for which group, k, n and place it was made.
2. `polynomial`: knowing all certificates, each draws a secret polynomial of k coefficients, publishes g to the power of
   each (`coefexps`) and sends every trustee, encrypted, its own point of the polynomial.
3. `share`: the administrator sorts the messages by addressee (`vinput`); each trustee checks every point it got
   against the published coefexps, adds the points up to its private key, and publishes the public part with a proof
   (`voutput`).
4. `parameters`: all of it that is public, checked again by everybody and put into the election's list of trustees.

`message` has the signing and the encrypting that the steps share.

The seed is all that a trustee must keep (and the `voutput`, which is useless without it). The election's key does not
depend on who will decrypt, only on everybody's first coefficient.

Source: Belenios specification, "Messages specific to threshold decryption support". Differing from it, every coefexp is
checked to be in the group, and a certificate without its context (releases before 2.5.1) is refused.
"""

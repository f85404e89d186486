#!/bin/bash
# A batch in parts with GNU parallel. From the project's folder: docs/guide/cluster/fabshock-parallel.sh
# Gone on with by the same line: parts that are done are not done again.
#
# To be edited: what is run, in how many parts, and where: ":" is this machine, ":,node1,node2" two more by ssh, which
# see the project under the same path.
what=(blockade -n 1000)
parts=20
machines=:

# On each machine half as many parts at a time as it has cores, with two threads each. A part that fails is tried
# three times in all.
parallel --sshlogin "$machines" --workdir . -j 50% --retries 3 --joblog fabshock.joblog \
  build/release/sim/fabshock batch "${what[@]}" -j 2 -q --shard "{}/$parts" --resume ::: $(seq "$parts")

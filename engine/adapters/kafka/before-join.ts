// A word before a member joins its group again: Kafka's groups stop for a rebalance, and a
// member that asks to join gives up all it had. kafkajs tells of that only afterwards. The one
// thing it does before, every time, is to look for the group's coordinator, with the cluster
// that its partition assigner is given; so that is where the word is put in.

import { type PartitionAssigner, PartitionAssigners } from 'kafkajs'

/** Deals partitions round; each joining waits for `letGo`, and does not happen if it rejects. */
export function roundRobinAfter(letGo: () => Promise<void>): PartitionAssigner {
  return config => {
    const { cluster } = config
    const find = cluster.findGroupCoordinator.bind(cluster)
    cluster.findGroupCoordinator = async group => {
      await letGo()
      return find(group)
    }
    return PartitionAssigners.roundRobin(config)
  }
}

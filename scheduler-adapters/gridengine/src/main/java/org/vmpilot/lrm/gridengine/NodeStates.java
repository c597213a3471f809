package org.vmpilot.lrm.gridengine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vmpilot.lrm.Lrm;
import org.vmpilot.lrm.NodeState;

/** From queue instances to nodes. A host in no queue gets no jobs and is none of ours: it does not appear. */
final class NodeStates {
    private NodeStates() {}

    /** @param drains instance → reason of those that we have disabled */
    static List<NodeState> of(List<QueueInstance> instances, Map<String, String> drains) {
        Map<String, List<QueueInstance>> hosts = instances.stream()
                .collect(Collectors.groupingBy(QueueInstance::host, TreeMap::new, Collectors.toList()));
        List<NodeState> nodes = new ArrayList<>();
        hosts.forEach((host, ours) -> nodes.add(node(host, ours, drains)));
        return nodes;
    }

    private static NodeState node(String host, List<QueueInstance> instances, Map<String, String> drains) {
        boolean up = instances.stream().noneMatch(QueueInstance::unheard);
        boolean drained = instances.stream().allMatch(QueueInstance::shut);
        return new NodeState(host, up, drained, drained ? Optional.of(reason(instances, drains)) : Optional.empty());
    }

    /** Our tag only where lifting our own drain would open the node; else whoever else shut it decides. */
    private static String reason(List<QueueInstance> instances, Map<String, String> drains) {
        if (instances.stream().anyMatch(QueueInstance::barred)) {
            return Lrm.DRAIN_TAG + " the node has barred itself (" + QueueInstance.DIRTY + ")";
        }
        List<QueueInstance> others = instances.stream()
                .filter(instance -> !(instance.disabled() && drains.containsKey(instance.name())))
                .toList();
        if (others.isEmpty()) {
            return drains.get(instances.get(0).name());
        }
        return others.stream().map(NodeStates::words).collect(Collectors.joining("; "));
    }

    private static String words(QueueInstance instance) {
        String why =
                instance.error().or(instance::alarm).map(text -> ", " + text).orElse("");
        return instance.name() + ": state " + instance.letters() + why;
    }
}

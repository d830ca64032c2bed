package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    void node(Node<String> node);

    record Node<T>(T value, Node<T> next, java.util.List<Node<T>> others) {}
}

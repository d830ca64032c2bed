package shop;

import dev.tern.rpc.*;

import java.util.List;

@RpcService
interface Bad {

    void node(Node<String> node);

    record Node<T>(T value, Node<List<T>> next) {}
}

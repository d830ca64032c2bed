package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    void nested(java.util.List<Holder> holders);

    void failed() throws other.Elsewhere.Failed;

    class Holder extends other.Elsewhere {

        public Nested nested;
        public Secret secret;

        private enum Secret {}
    }
}

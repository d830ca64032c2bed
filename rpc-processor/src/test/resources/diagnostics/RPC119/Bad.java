package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    void all() throws Exception;

    void most() throws Throwable, java.io.IOException;

    void unchecked() throws RuntimeException;

    void error() throws AssertionError;
}

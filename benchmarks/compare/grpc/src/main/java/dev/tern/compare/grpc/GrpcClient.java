package dev.tern.compare.grpc;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.UnsafeByteOperations;
import dev.tern.compare.AsyncUserService;
import dev.tern.compare.Contender;
import dev.tern.compare.Page;
import dev.tern.compare.User;
import dev.tern.compare.UserService;
import dev.tern.compare.grpc.pb.Blob;
import dev.tern.compare.grpc.pb.Email;
import dev.tern.compare.grpc.pb.Flag;
import dev.tern.compare.grpc.pb.Id;
import dev.tern.compare.grpc.pb.PageNo;
import dev.tern.compare.grpc.pb.UsersGrpc;
import io.grpc.ManagedChannel;
import java.util.concurrent.CompletableFuture;

/** The service through gRPC's blocking stub, asynchronous calls through its future stub. */
final class GrpcClient implements Contender.Client, UserService {
    private final ManagedChannel channel;
    private final UsersGrpc.UsersBlockingStub blocking;
    private final UsersGrpc.UsersFutureStub future;

    GrpcClient(ManagedChannel channel) {
        this.channel = channel;
        blocking = UsersGrpc.newBlockingStub(channel);
        future = UsersGrpc.newFutureStub(channel);
    }

    @Override
    public UserService sync() {
        return this;
    }

    @Override
    public AsyncUserService async() {
        return this::existUserLater;
    }

    @Override
    public int maxEchoBytes() {
        return 10 << 20;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    @Override
    public boolean existUser(String email) {
        return blocking.exist(email(email)).getOk();
    }

    @Override
    public boolean createUser(User user) {
        return blocking.create(Messages.of(user)).getOk();
    }

    @Override
    public User getUser(long id) {
        return Messages.user(blocking.get(Id.newBuilder().setId(id).build()));
    }

    @Override
    public Page<User> listUser(int pageNo) {
        return Messages.page(blocking.list(PageNo.newBuilder().setPageNo(pageNo).build()));
    }

    /** Neither side copies more than Protobuf makes it: the request wraps the array. */
    @Override
    public byte[] echo(byte[] data) {
        Blob request = Blob.newBuilder().setData(UnsafeByteOperations.unsafeWrap(data)).build();
        return blocking.echo(request).getData().toByteArray();
    }

    private CompletableFuture<Boolean> existUserLater(String email) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        FutureCallback<Flag> callback = new FutureCallback<>() {
            @Override
            public void onSuccess(Flag flag) {
                result.complete(flag.getOk());
            }

            @Override
            public void onFailure(Throwable error) {
                result.completeExceptionally(error);
            }
        };
        Futures.addCallback(future.exist(email(email)), callback, MoreExecutors.directExecutor());
        return result;
    }

    private static Email email(String text) {
        return Email.newBuilder().setEmail(text).build();
    }
}

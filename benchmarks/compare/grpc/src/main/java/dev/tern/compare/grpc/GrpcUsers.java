package dev.tern.compare.grpc;

import com.google.protobuf.UnsafeByteOperations;
import dev.tern.compare.LocalUserService;
import dev.tern.compare.grpc.pb.Blob;
import dev.tern.compare.grpc.pb.Email;
import dev.tern.compare.grpc.pb.Flag;
import dev.tern.compare.grpc.pb.Id;
import dev.tern.compare.grpc.pb.PageNo;
import dev.tern.compare.grpc.pb.UserPage;
import dev.tern.compare.grpc.pb.UserPb;
import dev.tern.compare.grpc.pb.UsersGrpc;
import io.grpc.stub.StreamObserver;

/** The service behind gRPC's generated base. */
final class GrpcUsers extends UsersGrpc.UsersImplBase {
    private final LocalUserService users = new LocalUserService();

    @Override
    public void exist(Email request, StreamObserver<Flag> out) {
        answer(out, Flag.newBuilder().setOk(users.existUser(request.getEmail())).build());
    }

    @Override
    public void create(UserPb request, StreamObserver<Flag> out) {
        answer(out, Flag.newBuilder().setOk(users.createUser(Messages.user(request))).build());
    }

    @Override
    public void get(Id request, StreamObserver<UserPb> out) {
        answer(out, Messages.of(users.getUser(request.getId())));
    }

    @Override
    public void list(PageNo request, StreamObserver<UserPage> out) {
        answer(out, Messages.of(users.listUser(request.getPageNo())));
    }

    @Override
    public void echo(Blob request, StreamObserver<Blob> out) {
        byte[] result = users.echo(request.getData().toByteArray());
        answer(out, Blob.newBuilder().setData(UnsafeByteOperations.unsafeWrap(result)).build());
    }

    private static <T> void answer(StreamObserver<T> out, T value) {
        out.onNext(value);
        out.onCompleted();
    }
}

package dev.tern.compare.grpc;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import dev.tern.compare.AsyncUserService;
import dev.tern.compare.Contender;
import dev.tern.compare.Page;
import dev.tern.compare.User;
import dev.tern.compare.UserService;
import dev.tern.compare.UserServiceImpl;
import dev.tern.compare.grpc.pb.Blob;
import dev.tern.compare.grpc.pb.DateTime;
import dev.tern.compare.grpc.pb.Email;
import dev.tern.compare.grpc.pb.Flag;
import dev.tern.compare.grpc.pb.Id;
import dev.tern.compare.grpc.pb.PageNo;
import dev.tern.compare.grpc.pb.UserPage;
import dev.tern.compare.grpc.pb.UserPb;
import dev.tern.compare.grpc.pb.UsersGrpc;

/** Plaintext, one channel; grpc.direct=false turns directExecutor off on both sides. */
public final class GrpcContender implements Contender {
    private static final boolean DIRECT = !"false".equals(System.getProperty("grpc.direct"));

    @Override
    public List<String> names() {
        return List.of("grpc");
    }

    @Override
    public void startServer(String name, int port) throws Exception {
        NettyServerBuilder b = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .maxInboundMessageSize(16 << 20).flowControlWindow(1 << 20).addService(new Service());
        if (DIRECT) {
            b.directExecutor();
        }
        b.build().start();
    }

    @Override
    public Client connect(String name, int port) {
        NettyChannelBuilder b = NettyChannelBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .usePlaintext().maxInboundMessageSize(16 << 20).flowControlWindow(1 << 20);
        if (DIRECT) {
            b.directExecutor();
        }
        ManagedChannel channel = b.build();
        UsersGrpc.UsersBlockingStub blocking = UsersGrpc.newBlockingStub(channel);
        UsersGrpc.UsersFutureStub future = UsersGrpc.newFutureStub(channel);
        UserService sync = new UserService() {
            @Override
            public boolean existUser(String email) {
                return blocking.exist(Email.newBuilder().setEmail(email).build()).getOk();
            }

            @Override
            public boolean createUser(User user) {
                return blocking.create(pb(user)).getOk();
            }

            @Override
            public User getUser(long id) {
                return bean(blocking.get(Id.newBuilder().setId(id).build()));
            }

            @Override
            public Page<User> listUser(int pageNo) {
                UserPage p = blocking.list(PageNo.newBuilder().setPageNo(pageNo).build());
                Page<User> page = new Page<>();
                page.setPageNo(p.getPageNo());
                page.setTotal(p.getTotal());
                List<User> users = new ArrayList<>(p.getResultCount());
                for (UserPb u : p.getResultList()) {
                    users.add(bean(u));
                }
                page.setResult(users);
                return page;
            }

            @Override
            public byte[] echo(byte[] data) {
                return blocking.echo(Blob.newBuilder().setData(UnsafeByteOperations.unsafeWrap(data)).build())
                        .getData().toByteArray();
            }
        };
        AsyncUserService async = email -> {
            CompletableFuture<Boolean> f = new CompletableFuture<>();
            Futures.addCallback(future.exist(Email.newBuilder().setEmail(email).build()), new FutureCallback<Flag>() {
                @Override
                public void onSuccess(Flag flag) {
                    f.complete(flag.getOk());
                }

                @Override
                public void onFailure(Throwable t) {
                    f.completeExceptionally(t);
                }
            }, MoreExecutors.directExecutor());
            return f;
        };
        return new Client() {
            @Override
            public UserService sync() {
                return sync;
            }

            @Override
            public AsyncUserService async() {
                return async;
            }

            @Override
            public boolean echo() {
                return true;
            }
        };
    }

    private static final class Service extends UsersGrpc.UsersImplBase {
        private final UserServiceImpl impl = new UserServiceImpl();

        @Override
        public void exist(Email request, StreamObserver<Flag> out) {
            answer(out, Flag.newBuilder().setOk(impl.existUser(request.getEmail())).build());
        }

        @Override
        public void create(UserPb request, StreamObserver<Flag> out) {
            answer(out, Flag.newBuilder().setOk(impl.createUser(bean(request))).build());
        }

        @Override
        public void get(Id request, StreamObserver<UserPb> out) {
            answer(out, pb(impl.getUser(request.getId())));
        }

        @Override
        public void list(PageNo request, StreamObserver<UserPage> out) {
            Page<User> page = impl.listUser(request.getPageNo());
            UserPage.Builder b = UserPage.newBuilder().setPageNo(page.getPageNo()).setTotal(page.getTotal());
            for (User u : page.getResult()) {
                b.addResult(pb(u));
            }
            answer(out, b.build());
        }

        @Override
        public void echo(Blob request, StreamObserver<Blob> out) {
            byte[] result = impl.echo(request.getData().toByteArray());
            answer(out, Blob.newBuilder().setData(UnsafeByteOperations.unsafeWrap(result)).build());
        }

        private static <T> void answer(StreamObserver<T> out, T value) {
            out.onNext(value);
            out.onCompleted();
        }
    }

    private static UserPb pb(User u) {
        return UserPb.newBuilder().setId(u.getId()).setName(u.getName()).setSex(u.getSex())
                .setBirthday((int) u.getBirthday().toEpochDay()).setEmail(u.getEmail()).setMobile(u.getMobile())
                .setAddress(u.getAddress()).setIcon(u.getIcon()).addAllPermissions(u.getPermissions())
                .setStatus(u.getStatus()).setCreateTime(pb(u.getCreateTime())).setUpdateTime(pb(u.getUpdateTime()))
                .build();
    }

    private static DateTime pb(LocalDateTime t) {
        return DateTime.newBuilder().setDay((int) t.toLocalDate().toEpochDay())
                .setNanoOfDay(t.toLocalTime().toNanoOfDay()).build();
    }

    private static User bean(UserPb p) {
        User u = new User();
        u.setId(p.getId());
        u.setName(p.getName());
        u.setSex(p.getSex());
        u.setBirthday(LocalDate.ofEpochDay(p.getBirthday()));
        u.setEmail(p.getEmail());
        u.setMobile(p.getMobile());
        u.setAddress(p.getAddress());
        u.setIcon(p.getIcon());
        u.setPermissions(new ArrayList<>(p.getPermissionsList()));
        u.setStatus(p.getStatus());
        u.setCreateTime(bean(p.getCreateTime()));
        u.setUpdateTime(bean(p.getUpdateTime()));
        return u;
    }

    private static LocalDateTime bean(DateTime t) {
        return LocalDateTime.of(LocalDate.ofEpochDay(t.getDay()), LocalTime.ofNanoOfDay(t.getNanoOfDay()));
    }
}

package dev.tern.compare.grpc;

import dev.tern.compare.Page;
import dev.tern.compare.User;
import dev.tern.compare.grpc.pb.DateTime;
import dev.tern.compare.grpc.pb.UserPage;
import dev.tern.compare.grpc.pb.UserPb;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/** Between the objects of the service and Protobuf's: whoever has objects of its own pays for this, too. */
final class Messages {

    private Messages() {}

    static UserPb of(User user) {
        return UserPb.newBuilder()
                .setId(user.getId())
                .setName(user.getName())
                .setSex(user.getSex())
                .setBirthday((int) user.getBirthday().toEpochDay())
                .setEmail(user.getEmail())
                .setMobile(user.getMobile())
                .setAddress(user.getAddress())
                .setIcon(user.getIcon())
                .addAllPermissions(user.getPermissions())
                .setStatus(user.getStatus())
                .setCreateTime(of(user.getCreateTime()))
                .setUpdateTime(of(user.getUpdateTime()))
                .build();
    }

    static User user(UserPb message) {
        User user = new User();
        user.setId(message.getId());
        user.setName(message.getName());
        user.setSex(message.getSex());
        user.setBirthday(LocalDate.ofEpochDay(message.getBirthday()));
        user.setEmail(message.getEmail());
        user.setMobile(message.getMobile());
        user.setAddress(message.getAddress());
        user.setIcon(message.getIcon());
        user.setPermissions(new ArrayList<>(message.getPermissionsList()));
        user.setStatus(message.getStatus());
        user.setCreateTime(time(message.getCreateTime()));
        user.setUpdateTime(time(message.getUpdateTime()));
        return user;
    }

    static UserPage of(Page<User> page) {
        UserPage.Builder message = UserPage.newBuilder().setPageNo(page.getPageNo()).setTotal(page.getTotal());
        for (User user : page.getResult()) {
            message.addResult(of(user));
        }
        return message.build();
    }

    static Page<User> page(UserPage message) {
        List<User> users = new ArrayList<>(message.getResultCount());
        for (UserPb user : message.getResultList()) {
            users.add(user(user));
        }
        Page<User> page = new Page<>();
        page.setPageNo(message.getPageNo());
        page.setTotal(message.getTotal());
        page.setResult(users);
        return page;
    }

    private static DateTime of(LocalDateTime time) {
        return DateTime.newBuilder()
                .setDay((int) time.toLocalDate().toEpochDay())
                .setNanoOfDay(time.toLocalTime().toNanoOfDay())
                .build();
    }

    private static LocalDateTime time(DateTime message) {
        return LocalDateTime.of(LocalDate.ofEpochDay(message.getDay()), LocalTime.ofNanoOfDay(message.getNanoOfDay()));
    }
}

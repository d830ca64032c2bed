package dev.tern.compare;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/** What every contender serves: cheap, and always the same. */
public class LocalUserService implements UserService {
    private static final int[] PERMISSIONS = {1, 2, 3, 4, 5, 6, 7, 8, 19, 88, 86, 89, 90, 91, 92};
    private static final LocalDate BIRTHDAY = LocalDate.of(1968, 12, 8);
    private static final LocalDateTime CREATED = LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_000_000);

    @Override
    public boolean existUser(String email) {
        return email == null || email.isEmpty() || email.charAt(email.length() - 1) >= '5';
    }

    @Override
    public boolean createUser(User user) {
        return user != null && user.getName() != null && user.getPermissions().size() == PERMISSIONS.length;
    }

    @Override
    public User getUser(long id) {
        return user(id, "Doug Lea", "dong.lea@gmail.com", "18612345678",
                "北京市 中关村 中关村大街1号 鼎好大厦 1605", "https://www.baidu.com/img/bd_logo1.png");
    }

    @Override
    public Page<User> listUser(int pageNo) {
        List<User> users = new ArrayList<>(15);
        for (int i = 0; i < 15; i++) {
            users.add(user(i, "Doug Lea" + i, "dong.lea@gmail.com" + i, "18612345678" + i,
                    "北京市 中关村 中关村大街1号 鼎好大厦 1605" + i, "https://www.baidu.com/img/bd_logo1.png" + i));
        }
        Page<User> page = new Page<>();
        page.setPageNo(pageNo);
        page.setTotal(1000);
        page.setResult(users);
        return page;
    }

    @Override
    public byte[] echo(byte[] data) {
        return data;
    }

    private static User user(long id, String name, String email, String mobile, String address, String icon) {
        User user = new User();
        user.setId(id);
        user.setName(name);
        user.setSex(1);
        user.setBirthday(BIRTHDAY);
        user.setEmail(email);
        user.setMobile(mobile);
        user.setAddress(address);
        user.setIcon(icon);
        user.setStatus(1);
        user.setCreateTime(CREATED);
        user.setUpdateTime(CREATED);
        List<Integer> permissions = new ArrayList<>(PERMISSIONS.length);
        for (int p : PERMISSIONS) {
            permissions.add(p);
        }
        user.setPermissions(permissions);
        return user;
    }
}

package dev.tern.compare.raw;

import dev.tern.compare.Page;
import dev.tern.compare.User;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A growable byte array with hand-written positional codecs: fixed width numbers, length-prefixed text. */
final class Bytes {
    static final boolean KRYO = Boolean.getBoolean("raw.kryo");
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    byte[] array;
    int end;
    int at;

    Bytes(int capacity) {
        array = new byte[capacity];
    }

    void need(int n) {
        if (array.length - end < n) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, end + n));
        }
    }

    void putByte(int v) {
        need(1);
        array[end++] = (byte) v;
    }

    void putInt(int v) {
        need(4);
        INT.set(array, end, v);
        end += 4;
    }

    void putLong(long v) {
        need(8);
        LONG.set(array, end, v);
        end += 8;
    }

    int getInt() {
        int v = (int) INT.get(array, at);
        at += 4;
        return v;
    }

    long getLong() {
        long v = (long) LONG.get(array, at);
        at += 8;
        return v;
    }

    /** length (bit 0: 1 = UTF-8, 0 = ASCII), then the bytes. */
    void putString(String s) {
        int n = s.length();
        need(4 + n);
        byte[] b = array;
        int p = end + 4;
        int seen = 0;
        for (int i = 0; i < n; i++) {
            char c = s.charAt(i);
            seen |= c;
            b[p + i] = (byte) c;
        }
        if (seen < 0x80) {
            INT.set(b, end, n << 1);
            end = p + n;
            return;
        }
        byte[] utf = s.getBytes(StandardCharsets.UTF_8);
        need(4 + utf.length);
        INT.set(array, end, utf.length << 1 | 1);
        System.arraycopy(utf, 0, array, end + 4, utf.length);
        end += 4 + utf.length;
    }

    String getString() {
        int head = getInt();
        int n = head >>> 1;
        String s = new String(array, at, n, (head & 1) == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        at += n;
        return s;
    }

    void putDateTime(LocalDateTime t) {
        putInt((int) t.toLocalDate().toEpochDay());
        putLong(t.toLocalTime().toNanoOfDay());
    }

    LocalDateTime getDateTime() {
        int day = getInt();
        return LocalDateTime.of(LocalDate.ofEpochDay(day), java.time.LocalTime.ofNanoOfDay(getLong()));
    }

    void putUser(User u) {
        if (KRYO) {
            KryoCodec.write(this, u);
            return;
        }
        putLong(u.getId());
        putString(u.getName());
        putByte(u.getSex());
        putInt((int) u.getBirthday().toEpochDay());
        putString(u.getEmail());
        putString(u.getMobile());
        putString(u.getAddress());
        putString(u.getIcon());
        List<Integer> perms = u.getPermissions();
        int n = perms.size();
        putInt(n);
        need(4 * n);
        for (int i = 0; i < n; i++) {
            INT.set(array, end, (int) perms.get(i));
            end += 4;
        }
        putByte(u.getStatus());
        putDateTime(u.getCreateTime());
        putDateTime(u.getUpdateTime());
    }

    User getUser() {
        if (KRYO) {
            return KryoCodec.read(this, User.class);
        }
        User u = new User();
        u.setId(getLong());
        u.setName(getString());
        u.setSex(array[at++]);
        u.setBirthday(LocalDate.ofEpochDay(getInt()));
        u.setEmail(getString());
        u.setMobile(getString());
        u.setAddress(getString());
        u.setIcon(getString());
        int n = getInt();
        List<Integer> perms = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            perms.add(getInt());
        }
        u.setPermissions(perms);
        u.setStatus(array[at++]);
        u.setCreateTime(getDateTime());
        u.setUpdateTime(getDateTime());
        return u;
    }

    void putPage(Page<User> page) {
        if (KRYO) {
            KryoCodec.write(this, page);
            return;
        }
        putInt(page.getPageNo());
        putInt(page.getTotal());
        List<User> users = page.getResult();
        putInt(users.size());
        for (int i = 0; i < users.size(); i++) {
            putUser(users.get(i));
        }
    }

    @SuppressWarnings("unchecked")
    Page<User> getPage() {
        if (KRYO) {
            return KryoCodec.read(this, Page.class);
        }
        Page<User> page = new Page<>();
        page.setPageNo(getInt());
        page.setTotal(getInt());
        int n = getInt();
        List<User> users = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            users.add(getUser());
        }
        page.setResult(users);
        return page;
    }
}

package dev.tern.rpc.benchmarks.codec;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;

/** A bean as applications have it: twelve mixed fields, about 150 bytes of text, one of the texts not Latin-1. A class, so that Kryo's FieldSerializer can take it. */
public final class Person {

    private long id;
    private String name;
    private int sex;
    private LocalDate birthday;
    private String email;
    private String mobile;
    private String address;
    private String icon;
    private List<Integer> permissions;
    private int status;
    private LocalDateTime createTime;
    private LocalDateTime updateTime;

    /** The id. */
    public long getId() {
        return id;
    }

    /** Sets it. */
    public void setId(long id) {
        this.id = id;
    }

    /** The name. */
    public String getName() {
        return name;
    }

    /** Sets it. */
    public void setName(String name) {
        this.name = name;
    }

    /** The sex. */
    public int getSex() {
        return sex;
    }

    /** Sets it. */
    public void setSex(int sex) {
        this.sex = sex;
    }

    /** The birthday. */
    public LocalDate getBirthday() {
        return birthday;
    }

    /** Sets it. */
    public void setBirthday(LocalDate birthday) {
        this.birthday = birthday;
    }

    /** The email. */
    public String getEmail() {
        return email;
    }

    /** Sets it. */
    public void setEmail(String email) {
        this.email = email;
    }

    /** The mobile. */
    public String getMobile() {
        return mobile;
    }

    /** Sets it. */
    public void setMobile(String mobile) {
        this.mobile = mobile;
    }

    /** The address. */
    public String getAddress() {
        return address;
    }

    /** Sets it. */
    public void setAddress(String address) {
        this.address = address;
    }

    /** The icon. */
    public String getIcon() {
        return icon;
    }

    /** Sets it. */
    public void setIcon(String icon) {
        this.icon = icon;
    }

    /** The permissions. */
    public List<Integer> getPermissions() {
        return permissions;
    }

    /** Sets it. */
    public void setPermissions(List<Integer> permissions) {
        this.permissions = permissions;
    }

    /** The status. */
    public int getStatus() {
        return status;
    }

    /** Sets it. */
    public void setStatus(int status) {
        this.status = status;
    }

    /** The create time. */
    public LocalDateTime getCreateTime() {
        return createTime;
    }

    /** Sets it. */
    public void setCreateTime(LocalDateTime createTime) {
        this.createTime = createTime;
    }

    /** The update time. */
    public LocalDateTime getUpdateTime() {
        return updateTime;
    }

    /** Sets it. */
    public void setUpdateTime(LocalDateTime updateTime) {
        this.updateTime = updateTime;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Person person && Arrays.equals(fields(), person.fields());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(fields());
    }

    private Object[] fields() {
        return new Object[] {
            id, name, sex, birthday, email, mobile, address, icon, permissions, status, createTime, updateTime
        };
    }
}

package versions;

public class T extends Base {
    private int count;

    public int getCount() {
        return count;
    }

    public void setCount(int count) {
        this.count = count;
    }

    static T sample() {
        T t = new T();
        t.setId(8);
        t.setCount(3);
        return t;
    }

    @Override
    public String toString() {
        return "T[" + getId() + "," + count + "]";
    }
}

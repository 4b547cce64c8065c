export default function Page() {
  return <p>the page of a project with edge functions</p>;
}
